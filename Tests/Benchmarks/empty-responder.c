// The least that a FastCGI responder over libfcgi can do: read the body, answer a fixed one. The baseline of Tests/Benchmarks/run.
//
//   empty-responder SOCKET THREADS BYTES
//
// Threads accept and serve one connection each, as libfcgi's own examples do. BYTES is the size of the answer's body.

#include <fcgiapp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int listener;
static char *answer;
static int answer_length;

static void *serve(void *unused) {
  (void)unused;
  FCGX_Request request;
  char body[16384];
  if (FCGX_InitRequest(&request, listener, 0) != 0) {
    return NULL;
  }
  while (FCGX_Accept_r(&request) == 0) {
    while (FCGX_GetStr(body, sizeof body, request.in) == (int)sizeof body) {
    }
    FCGX_PutStr(answer, answer_length, request.out);
    FCGX_Finish_r(&request);
  }
  return NULL;
}

int main(int count, char **arguments) {
  if (count != 4) {
    fprintf(stderr, "usage: %s SOCKET THREADS BYTES\n", arguments[0]);
    return 64;
  }
  int threads = atoi(arguments[2]);
  int bytes = atoi(arguments[3]);
  if (threads < 1 || threads > 1024 || bytes < 0 || bytes > 65536 || FCGX_Init() != 0) {
    fprintf(stderr, "%s: THREADS is 1..1024, BYTES 0..65536\n", arguments[0]);
    return 64;
  }

  char head[128];
  int head_length = snprintf(
      head, sizeof head, "Status: 200 OK\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: %d\r\n\r\n", bytes);
  answer_length = head_length + bytes;
  answer = malloc((size_t)answer_length);
  if (answer == NULL) {
    return 71;
  }
  memcpy(answer, head, (size_t)head_length);
  memset(answer + head_length, 'x', (size_t)bytes);

  remove(arguments[1]);
  listener = FCGX_OpenSocket(arguments[1], 1024);
  if (listener < 0) {
    return 73;
  }
  for (int index = 1; index < threads; index++) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, serve, NULL) != 0) {
      return 71;
    }
  }
  serve(NULL);
  return 0;
}
