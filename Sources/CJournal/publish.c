#define _GNU_SOURCE
#include "CJournal.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>

/// What a thread is copying, while it does.
struct copy {
  sigjmp_buf landing;
  const uint8_t *start;
  size_t count;
};

static _Thread_local struct copy *volatile current;
static struct sigaction previous;

static void on_bus_error(int signal, siginfo_t *information, void *context) {
  struct copy *copy = current;
  const uint8_t *address = information->si_addr;
  // Nothing but memcpy is left: it holds no lock and owns no memory.
  if (copy && address >= copy->start && address < copy->start + copy->count) siglongjmp(copy->landing, 1);
  if (previous.sa_flags & SA_SIGINFO) {
    previous.sa_sigaction(signal, information, context);
  } else if (previous.sa_handler != SIG_DFL && previous.sa_handler != SIG_IGN) {
    previous.sa_handler(signal);
  } else {
    // Back to where it happened, to end there as if nobody had listened.
    sigaction(signal, &previous, NULL);
  }
}

int omaha_publish_prepare(void) {
  struct sigaction action = {.sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  return sigaction(SIGBUS, &action, &previous) == 0 ? 0 : errno;
}

int omaha_publish(void *mapping, const void *bytes, size_t count) {
  struct copy copy = {.start = mapping, .count = count};
  if (count == 0) return 0;
  // The signal is not blocked while it is handled (SA_NODEFER), so there is no mask to bring back.
  if (sigsetjmp(copy.landing, 0) != 0) {
    current = NULL;
    return -1;
  }
  current = &copy;
  memcpy((uint8_t *)mapping + 1, (const uint8_t *)bytes + 1, count - 1);
  __atomic_store_n((uint8_t *)mapping, *(const uint8_t *)bytes, __ATOMIC_RELEASE);
  // The compiler must not take the copy for finished earlier.
  __asm__ volatile("" ::: "memory");
  current = NULL;
  return 0;
}
