// Preloaded into a program under test: it is killed right before the call number KILL_AT of all that change what is below FOLDER, whichever
// they are, so that every state that a kill can leave on disk is seen. Without KILL_AT they are counted: each adds a byte to the file COUNT.
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_int calls;

static void step(void) {
  const char *when = getenv("KILL_AT"), *count = getenv("COUNT");
  int number = atomic_fetch_add(&calls, 1) + 1;
  if (when && atoi(when) == number) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
  }
  if (!count) return;
  int file = (int)syscall(SYS_openat, AT_FDCWD, count, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (file < 0 || syscall(SYS_write, file, ".", 1) != 1) abort();
  close(file);
}

static int is_inside(const char *path) {
  const char *folder = getenv("FOLDER");
  return folder && strncmp(path, folder, strlen(folder)) == 0;
}

static void of_file(int file) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t count = readlink(link, path, sizeof path - 1);
  path[count > 0 ? count : 0] = 0;
  if (is_inside(path)) step();
}

static void of_name(int directory, const char *name) {
  if (name[0] != '/') return of_file(directory);
  if (is_inside(name)) step();
}

ssize_t write(int file, const void *bytes, size_t count) {
  of_file(file);
  return syscall(SYS_write, file, bytes, count);
}
ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
  of_file(file);
  return syscall(SYS_pwrite64, file, bytes, count, offset);
}
int fsync(int file) {
  of_file(file);
  return (int)syscall(SYS_fsync, file);
}
int ftruncate(int file, off_t size) {
  of_file(file);
  return (int)syscall(SYS_ftruncate, file, size);
}
int fchmod(int file, mode_t mode) {
  of_file(file);
  return (int)syscall(SYS_fchmod, file, mode);
}
int fchown(int file, uid_t user, gid_t group) {
  of_file(file);
  return (int)syscall(SYS_fchown, file, user, group);
}
int mkdirat(int directory, const char *name, mode_t mode) {
  of_name(directory, name);
  return (int)syscall(SYS_mkdirat, directory, name, mode);
}
int unlinkat(int directory, const char *name, int flags) {
  of_name(directory, name);
  return (int)syscall(SYS_unlinkat, directory, name, flags);
}
int linkat(int old_directory, const char *old_name, int new_directory, const char *new_name, int flags) {
  of_name(new_directory, new_name);
  return (int)syscall(SYS_linkat, old_directory, old_name, new_directory, new_name, flags);
}
int renameat(int old_directory, const char *old_name, int new_directory, const char *new_name) {
  of_name(new_directory, new_name);
  return (int)syscall(SYS_renameat2, old_directory, old_name, new_directory, new_name, 0);
}
int renameat2(int old_directory, const char *old_name, int new_directory, const char *new_name, unsigned int flags) {
  of_name(new_directory, new_name);
  return (int)syscall(SYS_renameat2, old_directory, old_name, new_directory, new_name, flags);
}
int openat(int directory, const char *name, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  if (flags & (O_CREAT | O_TRUNC)) of_name(directory, name);
  return (int)syscall(SYS_openat, directory, name, flags, mode);
}
