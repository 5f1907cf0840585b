#ifndef OMAHA_CSANITIZER_SHIM_H
#define OMAHA_CSANITIZER_SHIM_H

#include <stddef.h>

// <sanitizer/allocator_interface.h> and <sanitizer/lsan_interface.h>, which the toolchain has only for its own clang. Both are in
// AddressSanitizer's runtime.
size_t __sanitizer_get_current_allocated_bytes(void);
int __lsan_do_recoverable_leak_check(void);

#endif
