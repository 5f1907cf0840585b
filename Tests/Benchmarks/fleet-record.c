// Preloaded into omaha-fleet: writes down what it asks of SQLite, for fleet-replay.c. OMAHA_RECORD names the file.
//
// Each line of the tape is a byte for the call, four bytes for the statement and what the call has: the byte order is the machine's.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REAL(name) __typeof__(name) *real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

static FILE *tape;
static sqlite3_stmt *statements[4096];
static uint32_t used;

static void put(char call, uint32_t statement, uint32_t number, const void *bytes, uint32_t count) {
  if (tape == NULL) {
    tape = fopen(getenv("OMAHA_RECORD"), "wb");
    if (tape == NULL) abort();
    setvbuf(tape, NULL, _IOFBF, 1 << 20);
  }
  fwrite(&call, 1, 1, tape);
  fwrite(&statement, 4, 1, tape);
  fwrite(&number, 4, 1, tape);
  fwrite(&count, 4, 1, tape);
  fwrite(bytes, 1, count, tape);
}

// SQLite calls its own functions, too: only what comes from outside counts.
static int depth;

// The number of a statement of the connection that writes; 0 for another one.
static uint32_t number_of(sqlite3_stmt *statement) {
  if (depth > 0 || statement == NULL) return 0;
  for (uint32_t index = used; index > 0; index--) {
    if (statements[index - 1] == statement) return index;
  }
  return 0;
}

int sqlite3_prepare_v3(sqlite3 *db, const char *sql, int size, unsigned flags, sqlite3_stmt **statement, const char **tail) {
  REAL(sqlite3_prepare_v3);
  depth++;
  int code = real(db, sql, size, flags, statement, tail);
  depth--;
  if (depth == 0 && code == SQLITE_OK && *statement != NULL && sqlite3_db_readonly(db, "main") == 0 && used < 4096) {
    statements[used++] = *statement;
    put('p', used, 0, sql, strlen(sql));
  }
  return code;
}

int sqlite3_finalize(sqlite3_stmt *statement) {
  REAL(sqlite3_finalize);
  uint32_t number = number_of(statement);
  if (number > 0) {
    put('f', number, 0, "", 0);
    statements[number - 1] = NULL;
  }
  return real(statement);
}

int sqlite3_bind_int64(sqlite3_stmt *statement, int index, sqlite3_int64 value) {
  REAL(sqlite3_bind_int64);
  uint32_t number = number_of(statement);
  if (number > 0) put('i', number, index, &value, 8);
  return real(statement, index, value);
}

int sqlite3_bind_text(sqlite3_stmt *statement, int index, const char *text, int size, void (*free)(void *)) {
  REAL(sqlite3_bind_text);
  uint32_t number = number_of(statement);
  if (number > 0) put('t', number, index, text, size);
  return real(statement, index, text, size, free);
}

int sqlite3_step(sqlite3_stmt *statement) {
  REAL(sqlite3_step);
  uint32_t number = number_of(statement);
  if (number > 0) put('s', number, 0, "", 0);
  depth++;
  int code = real(statement);
  depth--;
  return code;
}

int sqlite3_reset(sqlite3_stmt *statement) {
  REAL(sqlite3_reset);
  uint32_t number = number_of(statement);
  if (number > 0) put('r', number, 0, "", 0);
  return real(statement);
}

int sqlite3_exec(sqlite3 *db, const char *sql, int (*row)(void *, int, char **, char **), void *context, char **error) {
  REAL(sqlite3_exec);
  if (depth == 0 && sqlite3_db_readonly(db, "main") == 0) put('x', 0, 0, sql, strlen(sql));
  // However the program ends, the tape ends with a transaction.
  if (depth == 0 && tape != NULL && strcmp(sql, "COMMIT") == 0) fflush(tape);
  depth++;
  int code = real(db, sql, row, context, error);
  depth--;
  return code;
}
