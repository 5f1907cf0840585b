#include "CArguments.h"

// Swift reads the arguments from /proc/self/cmdline, which is not there in a chroot. glibc hands them to every
// constructor of the executable.

static int count;
static char **arguments;

__attribute__((constructor)) static void keep_arguments(int argc, char **argv) {
  count = argc;
  arguments = argv;
}

int omaha_argument_count(void) { return count; }

char **omaha_arguments(void) { return arguments; }

const char *omaha_argument(int index) { return index >= 0 && index < count ? arguments[index] : 0; }
