#include "CLibPQ.h"

#include <dlfcn.h>

const char *omaha_libpq_load(omaha_libpq *functions) {
  void *library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
  if (!library) return dlerror();
#define OMAHA_FIND(name)                                                                                              \
  functions->name = (__typeof__(&name))dlsym(library, #name);                                                          \
  if (!functions->name) return dlerror();
  OMAHA_LIBPQ_FUNCTIONS(OMAHA_FIND)
#undef OMAHA_FIND
  return 0;
}
