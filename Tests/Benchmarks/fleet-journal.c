// Writes check-ins into a journal, as Sources/Journal/Journal.md specifies it, faster than any server would.
//
// usage: fleet-journal FOLDER MACHINES COUNT EVENTS SEED BEGIN END [RATE]
//
// COUNT check-ins of MACHINES machines in FOLDER, each machine once by turns when COUNT is MACHINES, else at random; EVENTS of a thousand
// report an event, which brings a machine from an offer to the reboot. Times go from BEGIN to END, in milliseconds since 1970. With RATE so
// many a second are written, with the present time, until the program is killed. Prints the bytes.
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

static uint32_t table[256];

static uint32_t crc32c(const uint8_t *bytes, size_t count) {
  uint32_t crc = ~0u;
  while (count-- > 0) crc = table[(crc ^ *bytes++) & 255] ^ crc >> 8;
  return ~crc;
}

static uint64_t mixed(uint64_t value) {
  value += 0x9E3779B97F4A7C15u;
  value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9u;
  value = (value ^ value >> 27) * 0x94D049BB133111EBu;
  return value ^ value >> 31;
}

static uint8_t body[4096];
static size_t length;

static void number(uint64_t value) {
  for (; value >= 128; value >>= 7) body[length++] = value | 128;
  body[length++] = value;
}
static void integer(int field, uint64_t value) {
  if (value == 0) return;
  number(field << 3);
  number(value);
}
static void text(int field, const char *value) {
  size_t count = strlen(value);
  if (count == 0) return;
  number(field << 3 | 2);
  number(count);
  memcpy(body + length, value, count);
  length += count;
}
// An event of a check-in: type and result.
static void event(int type, int result, const char *previous) {
  uint8_t whole[4096];
  size_t count = length;
  memcpy(whole, body, count);
  length = 0;
  integer(1, type << 1);
  integer(2, result << 1);
  text(5, previous);
  uint8_t own[256];
  size_t size = length;
  memcpy(own, body, size);
  memcpy(body, whole, count);
  length = count;
  number(21 << 3 | 2);
  number(size);
  memcpy(body + length, own, size);
  length += size;
}

static int file = -1;
static char folder[4096];
static uint8_t pending[1 << 17];
static size_t waiting, written, total;

static void fail(const char *what) {
  perror(what);
  exit(74);
}
static void flush(void) {
  if (waiting > 0 && write(file, pending, waiting) != (ssize_t)waiting) fail("write");
  written += waiting;
  total += waiting;
  waiting = 0;
}
static void frame(int kind) {
  uint8_t header[8] = {255, 0, 1, kind, length, length >> 8, length >> 16, length >> 24};
  if (waiting + length + 12 > sizeof pending) flush();
  uint8_t *start = pending + waiting;
  memcpy(start, header, 8);
  memcpy(start + 8, body, length);
  uint32_t sum = crc32c(start + 2, length + 6);
  for (int shift = 0; shift < 32; shift += 8) start[8 + length + shift / 8] = sum >> shift;
  waiting += length + 12;
  length = 0;
}
static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_REALTIME, &time);
  return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}
static void begin(int64_t time, uint64_t seed) {
  static uint64_t segments;
  char name[128], path[4300];
  if (file >= 0) {
    flush();
    close(file);
  }
  snprintf(name, sizeof name, "%013lld-%d-%016llx.journal", (long long)time, getpid(),
           (unsigned long long)mixed(seed * 1000003 + segments++));
  snprintf(path, sizeof path, "%s/%s", folder, name);
  file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0660);
  if (file < 0 || flock(file, LOCK_EX) != 0) fail(path);
  written = 0;
  text(1, name);
  frame(0);
}

// How far each machine is with its update.
static uint8_t *stages;
static const char *groups[] = {"stable", "beta", "edge", "canary", "lab"};
static const char *tracks[] = {"stable", "beta", "alpha"};
static const char *platforms[] = {"azure", "ami", "gce", "qemu", "vmware", "openstack"};

static void check_in(uint64_t machine, uint64_t chance, unsigned events, int64_t time) {
  static const struct { int type, result; } steps[] = {{13, 1}, {14, 1}, {3, 1}, {3, 2}};
  uint64_t kind = mixed(machine);
  char id[33], boot[40], request[17], version[32], target[32];
  int is_event = chance % 1000 < events;
  uint8_t stage = stages[machine];
  snprintf(id, sizeof id, "%016llx%016llx", (unsigned long long)kind, (unsigned long long)mixed(kind));
  // Another boot ID after each update.
  snprintf(boot, sizeof boot, "{%08llx-0000-4000-8000-%012llx}", (unsigned long long)(kind >> 32), (unsigned long long)stage / 4);
  snprintf(request, sizeof request, "%016llx", (unsigned long long)mixed(chance));
  unsigned base = 3000 + kind % 20 + stage / 4 + (is_event && stage % 4 == 3);
  snprintf(version, sizeof version, "%u.2.0", base);
  snprintf(target, sizeof target, "%u.2.0", base + (stage % 4 > 0 && !(is_event && stage % 4 == 3)));
  integer(1, time);
  text(2, request);
  text(3, "192.0.2.7");
  text(4, "{e96281a6-d1af-4bde-9a0a-97b76e56dc57}");
  text(5, id);
  text(7, version);
  text(8, tracks[kind % 3]);
  text(9, kind % 4 ? "amd64-usr" : "arm64-usr");
  text(10, kind % 4 ? "amd64" : "arm64");
  text(11, platforms[kind % 6]);
  text(12, "2.9.1.1-r3");
  text(13, boot);
  text(14, "3510.2.0");
  text(15, "CoreOS");
  text(16, "Chateau");
  text(17, "update_engine-0.4.10");
  text(18, "scheduler");
  if (!is_event) {
    integer(19, stage % 4 == 0);
    integer(20, 1);
  } else {
    char previous[32];
    snprintf(previous, sizeof previous, "%u.2.0", base - 1);
    event(steps[stage % 4].type, steps[stage % 4].result, stage % 4 == 3 ? previous : "");
    stages[machine] = stage + 1;
  }
  if (is_event || stage % 4) {
    text(24, "none");
    text(25, "no-update-check");
  } else {
    text(23, groups[kind % 5]);
    text(24, "noupdate");
    text(25, "up-to-date");
    text(26, target);
  }
  frame(1);
}

int main(int count, char **words) {
  if (count < 8 || count > 9) return 64;
  snprintf(folder, sizeof folder, "%s", words[1]);
  uint64_t machines = strtoull(words[2], NULL, 10), checks = strtoull(words[3], NULL, 10);
  unsigned events = atoi(words[4]), rate = count == 9 ? atoi(words[8]) : 0;
  uint64_t seed = strtoull(words[5], NULL, 10);
  int64_t first = strtoll(words[6], NULL, 10), last = strtoll(words[7], NULL, 10);
  for (uint32_t byte = 0; byte < 256; byte++) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (crc & 1 ? 0x82F63B78u : 0);
    table[byte] = crc;
  }
  stages = calloc(machines, 1);
  if (stages == NULL || machines == 0) return 71;
  for (uint64_t check = 0; rate > 0 || check < checks; check++) {
    int64_t time = rate > 0 ? now() : first + (int64_t)((double)(last - first) * check / checks);
    if (file < 0 || written + waiting > 16 << 20) begin(time, seed);
    uint64_t chance = mixed(seed << 40 ^ check);
    check_in(checks == machines && rate == 0 ? check : mixed(chance) % machines, chance, events, time);
    if (rate > 0 && check % (rate / 20 + 1) == 0) {
      flush();
      usleep(50000);
    }
  }
  flush();
  printf("%zu\n", total);
  return 0;
}
