#ifdef OMAHA_STATIC
#include <CArguments.h>

// Swift's runtime looks for the arguments at its start: it reads /proc/self/maps to find the stack that they lie on, which takes
// 4 % of omaha-cgi's instructions. With these in its place that part of the runtime is not linked. Nobody sets arguments.

char **_swift_stdlib_getUnsafeArgvArgc(int *count) {
  *count = omaha_argument_count();
  return omaha_arguments();
}

void _swift_stdlib_overrideUnsafeArgvArgc(char **arguments, int count) { (void)arguments, (void)count; }
#endif
