// Preloaded into a program under test: what FICLONE does on a file system that has it (ioctl_ficlone(2)), and a neighbour who
// writes over the source at that moment, in place and with the times put back, so that its size and its times tell nothing.
//
// CLONING=yes makes the clone, else the call fails as where there are none. OVERWRITING=yes lets the neighbour write.
//
// OVERWRITING_AT=flock or linkat lets another neighbour write over SOURCE at that call; its time tells.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const unsigned long clone_request = 0x40049409;

static void overwrite(int source) {
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", source);
  struct stat status;
  int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0 || fstat(file, &status) != 0) abort();
  struct timespec times[] = {status.st_atim, status.st_mtim};
  if (pwrite(file, "!", 1, status.st_size - 1) != 1 || futimens(file, times) != 0) abort();
  close(file);
}

static void disturb(const char *call) {
  const char *when = getenv("OVERWRITING_AT");
  const char *source = getenv("SOURCE");
  if (!when || !source || strcmp(when, call) != 0) return;
  int file = open(source, O_WRONLY | O_CLOEXEC);
  if (file < 0 || pwrite(file, "!", 1, 0) != 1) abort();
  close(file);
}

int flock(int file, int operation) {
  disturb("flock");
  return (int)syscall(SYS_flock, file, operation);
}

int linkat(int old_directory, const char *old_path, int new_directory, const char *new_path, int flags) {
  disturb("linkat");
  return (int)syscall(SYS_linkat, old_directory, old_path, new_directory, new_path, flags);
}

static int clone_file(int destination, int source) {
  char bytes[65536];
  ssize_t count;
  off_t position = 0;
  while ((count = pread(source, bytes, sizeof bytes, position)) > 0) {
    if (pwrite(destination, bytes, count, position) != count) return -1;
    position += count;
  }
  return (int)count;
}

int ioctl(int file, unsigned long request, ...) {
  va_list arguments;
  va_start(arguments, request);
  long argument = va_arg(arguments, long);
  va_end(arguments);
  if (request != clone_request) return (int)syscall(SYS_ioctl, file, request, argument);
  if (getenv("OVERWRITING")) overwrite((int)argument);
  if (getenv("CLONING")) return clone_file(file, (int)argument);
  errno = EOPNOTSUPP;
  return -1;
}
