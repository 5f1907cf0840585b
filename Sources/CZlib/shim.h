#ifndef OMAHA_CZLIB_SHIM_H
#define OMAHA_CZLIB_SHIM_H

#include <zlib.h>

/// `inflateInit2` is a macro that adds the version and the size of the stream, so Swift cannot call it.
/// `windowBits` 15 + 16 reads a gzip member with its header and trailer.
static inline int omaha_inflateInit2(z_streamp stream, int windowBits) {
  return inflateInit2(stream, windowBits);
}

#endif
