// Does what fleet-record.c has written down, in one loop and with nothing beside: what loading costs when nobody parses, decides or counts.
//
// usage: fleet-replay TAPE DATABASE     prints the microseconds
#include <fcntl.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

// Looks at a row as whoever asked for it would.
static uint64_t look(sqlite3_stmt *statement) {
  uint64_t sum = 0;
  int columns = sqlite3_column_count(statement);
  for (int column = 0; column < columns; column++) {
    if (sqlite3_column_type(statement, column) == SQLITE_INTEGER) {
      sum += sqlite3_column_int64(statement, column);
    } else {
      sum += sqlite3_column_text(statement, column) != NULL;
      sum += sqlite3_column_bytes(statement, column);
    }
  }
  return sum;
}

int main(int count, char **words) {
  if (count != 3) return 64;
  static sqlite3_stmt *statements[4097];
  struct stat status;
  int file = open(words[1], O_RDONLY);
  if (file < 0 || fstat(file, &status) != 0) return 66;
  const char *tape = mmap(NULL, status.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
  sqlite3 *db;
  if (tape == MAP_FAILED || sqlite3_open_v2(words[2], &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) return 66;
  uint64_t sum = 0;
  double start = now();
  for (const char *next = tape, *end = tape + status.st_size; end - next >= 13;) {
    char call = *next;
    uint32_t number, index, size;
    memcpy(&number, next + 1, 4);
    memcpy(&index, next + 5, 4);
    memcpy(&size, next + 9, 4);
    const char *bytes = next + 13;
    if (size > (size_t)(end - bytes)) break;
    next = bytes + size;
    sqlite3_stmt *statement = number <= 4096 ? statements[number] : NULL;
    int code = SQLITE_OK;
    int64_t value;
    switch (call) {
    case 'p': code = sqlite3_prepare_v3(db, bytes, size, SQLITE_PREPARE_PERSISTENT, &statements[number], NULL); break;
    case 'f':
      sqlite3_finalize(statement);
      statements[number] = NULL;
      break;
    case 'i':
      memcpy(&value, bytes, 8);
      code = sqlite3_bind_int64(statement, index, value);
      break;
    case 't': code = sqlite3_bind_text(statement, index, bytes, size, SQLITE_STATIC); break;
    case 's':
      code = sqlite3_step(statement);
      if (code == SQLITE_ROW) sum += look(statement);
      if (code == SQLITE_ROW || code == SQLITE_DONE) code = SQLITE_OK;
      break;
    case 'r': sqlite3_reset(statement); break;
    case 'x': {
      char text[65536];
      if (size >= sizeof text) return 65;
      memcpy(text, bytes, size);
      text[size] = 0;
      code = sqlite3_exec(db, text, NULL, NULL, NULL);
      break;
    }
    default: return 65;
    }
    if (code != SQLITE_OK) {
      fprintf(stderr, "%c: %s\n", call, sqlite3_errmsg(db));
      return 1;
    }
  }
  printf("%.0f %llu\n", now() - start, (unsigned long long)sum);
  for (int index = 1; index <= 4096; index++) sqlite3_finalize(statements[index]);
  return sqlite3_close(db) == SQLITE_OK ? 0 : 1;
}
