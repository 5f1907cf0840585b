// Preloaded into a program under test: calls that change a file fail while the file named by FAULT says so: a number of errno (0: the
// call waits until the fault has passed) and a part of the file's path.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

// The error of a call that changes the file; 0 when there is none.
static int fault(const char *path) {
  for (;;) {
    char text[256] = {0};
    int control = open(getenv("FAULT") ? getenv("FAULT") : "", O_RDONLY | O_CLOEXEC);
    if (control < 0) return 0;
    ssize_t count = syscall(SYS_read, control, text, sizeof text - 1);
    close(control);
    char *part = strchr(text, ' ');
    if (count <= 0 || part == NULL || strstr(path, part + 1) == NULL) return 0;
    if (atoi(text) != 0) return atoi(text);
    usleep(10000);
  }
}

static int file_fault(int file) {
  char link[64], path[4096];
  int before = errno;
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t count = readlink(link, path, sizeof path - 1);
  path[count > 0 ? count : 0] = 0;
  int code = fault(path);
  errno = code ? code : before;
  return code;
}

ssize_t write(int file, const void *bytes, size_t count) {
  return file_fault(file) ? -1 : syscall(SYS_write, file, bytes, count);
}
ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
  return file_fault(file) ? -1 : syscall(SYS_pwrite64, file, bytes, count, offset);
}
ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) { return pwrite(file, bytes, count, offset); }
int fsync(int file) { return file_fault(file) ? -1 : syscall(SYS_fsync, file); }
int fdatasync(int file) { return file_fault(file) ? -1 : syscall(SYS_fdatasync, file); }
int ftruncate(int file, off_t size) { return file_fault(file) ? -1 : syscall(SYS_ftruncate, file, size); }
int ftruncate64(int file, off64_t size) { return ftruncate(file, size); }
int posix_fallocate(int file, off_t offset, off_t count) {
  int code = file_fault(file);
  return code ? code : syscall(SYS_fallocate, file, 0, offset, count) == 0 ? 0 : errno;
}
int posix_fallocate64(int file, off64_t offset, off64_t count) { return posix_fallocate(file, offset, count); }
