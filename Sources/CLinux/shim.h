#ifndef OMAHA_CLINUX_SHIM_H
#define OMAHA_CLINUX_SHIM_H

/* Swift's Glibc module covers neither epoll nor eventfd. */
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

/* glibc declares these under _GNU_SOURCE only, which the importer does not define. */
extern int accept4(int descriptor, struct sockaddr *address, socklen_t *length, int flags);
extern int memfd_create(const char *name, unsigned int flags);
#ifndef MFD_CLOEXEC
#define MFD_CLOEXEC 1U
#endif
#ifndef SCHED_BATCH
#define SCHED_BATCH 3
#endif

#endif
