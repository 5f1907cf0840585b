// Starts CGI programs by turns and measures each from its start to its end, answer read, as a web server would see it.
//
// usage: spawn ROUNDS REQUEST PROGRAM PROGRAM…     prints, for each program, the median and the tenth percentile in µs
//
// A PROGRAM may have arguments, and variables of its environment before it, with single spaces between: "A=1 program --flag".
#define _GNU_SOURCE
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

static int compare(const void *a, const void *b) {
  double left = *(const double *)a, right = *(const double *)b;
  return (left > right) - (left < right);
}

// One request; the time until the program has ended, or -1 when it failed or answered nothing.
static double run(const char *program, const char *request) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return -1;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, request, O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  char text[8192], *words[64] = {NULL}, *variables[512] = {NULL};
  int wordCount = 0, variableCount = 0;
  snprintf(text, sizeof text, "%s", program);
  for (char *word = strtok(text, " "); word != NULL && wordCount < 63 && variableCount < 400; word = strtok(NULL, " ")) {
    if (wordCount == 0 && strchr(word, '=')) {
      variables[variableCount++] = word;
    } else {
      words[wordCount++] = word;
    }
  }
  for (char **next = environ; *next != NULL && variableCount < 511; next++) variables[variableCount++] = *next;
  pid_t child;
  double start = now();
  int failed = wordCount == 0 || posix_spawn(&child, words[0], &actions, NULL, words, variables) != 0;
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (failed) {
    close(ends[0]);
    return -1;
  }
  char buffer[65536];
  ssize_t count, total = 0;
  while ((count = read(ends[0], buffer, sizeof buffer)) > 0) total += count;
  close(ends[0]);
  int status;
  waitpid(child, &status, 0);
  double end = now();
  return total > 0 && status == 0 ? end - start : -1;
}

int main(int count, char **arguments) {
  int rounds = count > 3 ? atoi(arguments[1]) : 0;
  if (rounds < 10) {
    fprintf(stderr, "usage: %s ROUNDS REQUEST PROGRAM PROGRAM…\n", arguments[0]);
    return 64;
  }
  int programs = count - 3;
  double *times = calloc((size_t)rounds * programs, sizeof *times);
  if (times == NULL) return 71;
  for (int round = -10; round < rounds; round++) {
    for (int program = 0; program < programs; program++) {
      double time = run(arguments[3 + program], arguments[2]);
      if (time < 0) {
        fprintf(stderr, "%s failed\n", arguments[3 + program]);
        return 1;
      }
      if (round >= 0) times[program * rounds + round] = time;
    }
  }
  for (int program = 0; program < programs; program++) {
    double *own = times + program * rounds;
    qsort(own, rounds, sizeof *own, compare);
    printf("%.1f %.1f\n", own[rounds / 2], own[rounds / 10]);
  }
  free(times);
  return 0;
}
