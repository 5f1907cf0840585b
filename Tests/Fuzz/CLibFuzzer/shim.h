#ifndef OMAHA_CLIBFUZZER_SHIM_H
#define OMAHA_CLIBFUZZER_SHIM_H

#include <stddef.h>
#include <stdint.h>

// libFuzzer's own main, called as a function: SwiftPM gives every executable its own. No header of LLVM declares it.
int LLVMFuzzerRunDriver(int *count, char ***arguments, int (*callback)(const uint8_t *data, size_t size));

#endif
