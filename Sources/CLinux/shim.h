#ifndef OMAHA_CLINUX_SHIM_H
#define OMAHA_CLINUX_SHIM_H

/* Swift's Glibc module covers neither epoll, eventfd, getauxval nor setfsuid. */
#include <asm/ioctl.h>
#include <sys/auxv.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/fsuid.h>
#include <sys/socket.h>

/* __nss_configure_lookup, by which a static program chooses how names are looked up. */
#include <nss.h>

/* glibc declares these under _GNU_SOURCE only, which the importer does not define. */
extern int accept4(int descriptor, struct sockaddr *address, socklen_t *length, int flags);
extern int memfd_create(const char *name, unsigned int flags);
#ifndef MFD_CLOEXEC
#define MFD_CLOEXEC 1U
#endif
#ifndef SCHED_BATCH
#define SCHED_BATCH 3
#endif

/* renameat2(2). */
extern int renameat2(int old_directory, const char *old_name, int new_directory, const char *new_name, unsigned int flags);
#ifndef RENAME_EXCHANGE
#define RENAME_EXCHANGE 2U
#endif

/* sync_file_range(2). */
extern int sync_file_range(int descriptor, __off64_t offset, __off64_t count, unsigned int flags);
#ifndef SYNC_FILE_RANGE_WRITE
#define SYNC_FILE_RANGE_WRITE 2U
#endif

/* ioctl_ficlone(2). Its number is a macro that Swift cannot read, and <linux/fs.h> has that beside what <sys/mount.h> has too. The
 * declaration is not included either: it would come with a terminal's structures, which Swift takes from Glibc. */
extern int ioctl(int descriptor, unsigned long request, ...);
static inline int omaha_clone(int destination, int source) { return ioctl(destination, _IOW(0x94, 9, int), source); }

#endif
