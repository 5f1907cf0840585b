#ifdef OMAHA_STATIC
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>

// Swift's runtime asks at its start in which file it is, to look for swift-backtrace beside it, and aborts when nobody
// knows. In a static executable glibc does not, and in a chroot there is no /proc to tell it instead. No swift-backtrace
// is wanted, so the answer is an absolute path where there is none. With a relative path it would search the working folder.

int dladdr(const void *address, Dl_info *info) {
  (void)address;
  info->dli_fname = "/nonexistent/lib/swift/linux/libswiftCore.so";
  info->dli_fbase = NULL;
  info->dli_sname = NULL;
  info->dli_saddr = NULL;
  return 1;
}
#endif
