// The least that a CGI program can do: the measure for omaha-cgi's start.
#include <unistd.h>

int main(void) {
  static const char header[] = "Content-Type: text/xml\r\n\r\n";
  return write(1, header, sizeof header - 1) != sizeof header - 1;
}
