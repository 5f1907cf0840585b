// The least that a C program does to read requests with libxml2: a push parser for each, fed the whole body, whose SAX2 handler
// counts elements and attributes and keeps nothing. The baseline of Tests/Benchmarks/service.
//
//   bare-parse REQUEST TIMES

#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long elements, attributes;

static void start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespaces,
                  const xmlChar **namespace_list, int count, int defaulted, const xmlChar **values) {
  (void)user, (void)name, (void)prefix, (void)uri, (void)namespaces, (void)namespace_list, (void)defaulted, (void)values;
  elements++;
  attributes += count;
}

int main(int count, char **arguments) {
  static char body[1 << 20];
  FILE *file = count == 3 ? fopen(arguments[1], "rb") : NULL;
  if (file == NULL) {
    fprintf(stderr, "usage: %s REQUEST TIMES\n", arguments[0]);
    return 64;
  }
  int length = (int)fread(body, 1, sizeof body, file);
  fclose(file);

  xmlSAXHandler handlers;
  memset(&handlers, 0, sizeof handlers);
  handlers.initialized = XML_SAX2_MAGIC;
  handlers.startElementNs = start;
  for (int times = atoi(arguments[2]); times > 0; times--) {
    xmlParserCtxtPtr context = xmlCreatePushParserCtxt(&handlers, NULL, NULL, 0, NULL);
    if (context == NULL) {
      return 71;
    }
    xmlCtxtUseOptions(context, XML_PARSE_NOENT | XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
    if (xmlParseChunk(context, body, length, 1) != 0) {
      fprintf(stderr, "%s: not well-formed\n", arguments[0]);
      return 1;
    }
    xmlFreeParserCtxt(context);
  }
  printf("%ld %ld\n", elements, attributes);
  return 0;
}
