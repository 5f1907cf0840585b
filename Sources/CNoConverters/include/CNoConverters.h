#ifndef OMAHA_CNOCONVERTERS_H
#define OMAHA_CNOCONVERTERS_H

/// Stands for what a static executable does without. Empty unless deploy/build-static defines OMAHA_STATIC.
///
/// ICU's converters: Debian's libxml2 refers to them for documents in other encodings than UTF-8. Such documents are
/// refused here, so a static executable can do without the 30 MB of ICU's tables: every converter "does not exist".
///
/// `dladdr`: without /proc glibc does not know the file of a static executable, and Swift's runtime aborts.
///
/// `pthread_getattr_np` and the search for the arguments: they read /proc, which takes time and need not be there.

#endif
