#ifndef OMAHA_CLIBCURL_H
#define OMAHA_CLIBCURL_H

#include <stddef.h>
#include <stdint.h>

/// The part of libcurl that we use. The library is loaded when it is asked for, so that a host that mirrors nothing needs none of it.
///
/// In C because curl_easy_setopt(3) takes arguments of several types, which Swift cannot call. The numbers are those of libcurl.so.4, whose
/// interface has not changed since 2006: an option's number never gets another meaning (libcurl(3), ABI). So no header of curl's is needed.
enum {
  OMAHA_CURL_URL = 10002,
  OMAHA_CURL_PROXY = 10004,
  OMAHA_CURL_TIMEOUT = 13,
  OMAHA_CURL_USERAGENT = 10018,
  OMAHA_CURL_LOW_SPEED_LIMIT = 19,
  OMAHA_CURL_LOW_SPEED_TIME = 20,
  OMAHA_CURL_CAINFO = 10065,
  OMAHA_CURL_CONNECTTIMEOUT = 78,
  OMAHA_CURL_HTTPGET = 80,
  OMAHA_CURL_BUFFERSIZE = 98,
  OMAHA_CURL_NOSIGNAL = 99,
  OMAHA_CURL_PROTOCOLS = 181,
  OMAHA_CURL_SUPPRESS_CONNECT_HEADERS = 265,
  OMAHA_CURL_MAX_RECV_SPEED_LARGE = 30146,
};

/// What OMAHA_CURL_PROTOCOLS allows.
enum { OMAHA_CURL_HTTP = 1, OMAHA_CURL_HTTPS = 2 };

/// What omaha_curl_perform returns: the server closed before the end; a callback refused.
enum { OMAHA_CURL_PARTIAL_FILE = 18, OMAHA_CURL_WRITE_ERROR = 23 };

/// Loads libcurl.so.4. Returns NULL, or what is wrong, for as long as the thread asks nothing else of dlopen(3). Call it once, before
/// anything else here.
const char *omaha_curl_load(void);

/// One transfer at a time. NULL when there is no memory.
void *omaha_curl_open(void);
void omaha_curl_close(void *handle);

/// Each returns 0, or a number that omaha_curl_words has words for.
int omaha_curl_set_long(void *handle, int option, long value);
int omaha_curl_set_large(void *handle, int option, int64_t value);
int omaha_curl_set_text(void *handle, int option, const char *value);

/// What is sent with POST; the bytes stay the caller's, until the transfer is over.
int omaha_curl_set_body(void *handle, const void *bytes, size_t count);

/// Header lines, as omaha_curl_append makes them.
int omaha_curl_set_headers(void *handle, void *lines);
/// Appends a line to a list, NULL for an empty one. NULL when there is no memory; the list is as it was then.
void *omaha_curl_append(void *lines, const char *line);
void omaha_curl_free_list(void *lines);

/// What receives header lines and the body; both return how many bytes they took. Any other number ends the transfer.
typedef size_t (*omaha_curl_receive)(char *bytes, size_t size, size_t count, void *context);
int omaha_curl_set_receivers(void *handle, omaha_curl_receive header, omaha_curl_receive body, void *context);

/// A buffer of 256 bytes for what went wrong, in words.
int omaha_curl_set_error_buffer(void *handle, char *buffer);

int omaha_curl_perform(void *handle);

/// Where the answer redirects to, absolute; NULL when it does not. It is the handle's.
const char *omaha_curl_redirect(void *handle);

const char *omaha_curl_words(int code);

#endif
