#ifndef OMAHA_CJOURNAL_H
#define OMAHA_CJOURNAL_H

#include <stddef.h>
#include <stdint.h>

/// The CRC-32C (Castagnoli; RFC 3720 §12.1) of bytes that follow others.
///
/// before: the CRC-32C of what comes before them; 0 when nothing does.
///
/// In C because processors have an instruction for it that Swift cannot name.
uint32_t omaha_crc32c(uint32_t before, const void *bytes, size_t count);

/// The same without that instruction.
uint32_t omaha_crc32c_portable(uint32_t before, const void *bytes, size_t count);

/// Prepares the process for omaha_publish: takes over SIGBUS, and hands on each signal that is not its own.
///
/// Call it once. Returns 0, or errno.
int omaha_publish_prepare(void);

/// Copies into a shared mapping of a file, the first byte last: whoever sees that byte sees all of them.
///
/// Returns 0, or -1 when the file could not take them: it was cut off meanwhile, or its disk is broken. The system says
/// so with SIGBUS, and a signal handler cannot jump out of a Swift function as it can out of this one.
int omaha_publish(void *mapping, const void *bytes, size_t count);

#endif
