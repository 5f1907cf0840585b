#include "CLibCurl.h"

#include <dlfcn.h>

// curl.h, curl/easy.h
static struct {
  int (*curl_global_init)(long flags);
  void *(*curl_easy_init)(void);
  void (*curl_easy_cleanup)(void *handle);
  int (*curl_easy_setopt)(void *handle, int option, ...);
  int (*curl_easy_perform)(void *handle);
  int (*curl_easy_getinfo)(void *handle, int info, ...);
  const char *(*curl_easy_strerror)(int code);
  void *(*curl_slist_append)(void *list, const char *text);
  void (*curl_slist_free_all)(void *list);
} curl;

enum {
  CURLOPT_WRITEDATA = 10001,
  CURLOPT_ERRORBUFFER = 10010,
  CURLOPT_WRITEFUNCTION = 20011,
  CURLOPT_POSTFIELDS = 10015,
  CURLOPT_HTTPHEADER = 10023,
  CURLOPT_HEADERDATA = 10029,
  CURLOPT_HEADERFUNCTION = 20079,
  CURLOPT_POSTFIELDSIZE_LARGE = 30120,
  CURLINFO_REDIRECT_URL = 0x100000 + 31,
  CURL_GLOBAL_ALL = 3,
};

const char *omaha_curl_load(void) {
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!library) return dlerror();
#define OMAHA_FIND(name)                                                                                              \
  curl.name = (__typeof__(curl.name))dlsym(library, #name);                                                            \
  if (!curl.name) return dlerror();
  OMAHA_FIND(curl_global_init)
  OMAHA_FIND(curl_easy_init)
  OMAHA_FIND(curl_easy_cleanup)
  OMAHA_FIND(curl_easy_setopt)
  OMAHA_FIND(curl_easy_perform)
  OMAHA_FIND(curl_easy_getinfo)
  OMAHA_FIND(curl_easy_strerror)
  OMAHA_FIND(curl_slist_append)
  OMAHA_FIND(curl_slist_free_all)
#undef OMAHA_FIND
  return curl.curl_global_init(CURL_GLOBAL_ALL) ? "libcurl does not start" : 0;
}

void *omaha_curl_open(void) { return curl.curl_easy_init(); }
void omaha_curl_close(void *handle) { curl.curl_easy_cleanup(handle); }

int omaha_curl_set_long(void *handle, int option, long value) { return curl.curl_easy_setopt(handle, option, value); }
int omaha_curl_set_large(void *handle, int option, int64_t value) { return curl.curl_easy_setopt(handle, option, value); }
int omaha_curl_set_text(void *handle, int option, const char *value) {
  return curl.curl_easy_setopt(handle, option, value);
}

int omaha_curl_set_body(void *handle, const void *bytes, size_t count) {
  int code = curl.curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (int64_t)count);
  return code ? code : curl.curl_easy_setopt(handle, CURLOPT_POSTFIELDS, bytes);
}

int omaha_curl_set_headers(void *handle, void *lines) { return curl.curl_easy_setopt(handle, CURLOPT_HTTPHEADER, lines); }
void *omaha_curl_append(void *lines, const char *line) { return curl.curl_slist_append(lines, line); }
void omaha_curl_free_list(void *lines) { curl.curl_slist_free_all(lines); }

int omaha_curl_set_receivers(void *handle, omaha_curl_receive header, omaha_curl_receive body, void *context) {
  int code = curl.curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, header);
  if (!code) code = curl.curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, body);
  if (!code) code = curl.curl_easy_setopt(handle, CURLOPT_HEADERDATA, context);
  return code ? code : curl.curl_easy_setopt(handle, CURLOPT_WRITEDATA, context);
}

int omaha_curl_set_error_buffer(void *handle, char *buffer) {
  return curl.curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, buffer);
}

int omaha_curl_perform(void *handle) { return curl.curl_easy_perform(handle); }

const char *omaha_curl_redirect(void *handle) {
  const char *url = 0;
  return curl.curl_easy_getinfo(handle, CURLINFO_REDIRECT_URL, &url) ? 0 : url;
}

const char *omaha_curl_words(int code) { return curl.curl_easy_strerror(code); }
