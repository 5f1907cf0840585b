// Preloaded into a program under test: reads and writes move less than they could, which the system may do at any moment
// (read(2), write(2)) and on a disk hardly ever does.
#define _GNU_SOURCE
#include <sys/sendfile.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static size_t less(size_t count) { return count > 8 ? count / 2 : count > 1 ? 1 : count; }

ssize_t write(int file, const void *bytes, size_t count) { return syscall(SYS_write, file, bytes, less(count)); }

ssize_t read(int file, void *bytes, size_t count) { return syscall(SYS_read, file, bytes, less(count)); }

ssize_t sendfile(int to, int from, off_t *offset, size_t count) {
  return syscall(SYS_sendfile, to, from, offset, less(count));
}

ssize_t pread(int file, void *bytes, size_t count, off_t offset) {
  return syscall(SYS_pread64, file, bytes, less(count), offset);
}
