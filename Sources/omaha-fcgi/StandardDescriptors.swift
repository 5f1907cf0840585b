internal import Glibc

/// Descriptors 0, 1 and 2.
enum StandardDescriptors {
  /// Opens those that whoever started the process has left closed: the next connection would get such a number, and log lines
  /// written to descriptor 2 would go to the web server.
  static func fill() {
    for number in 0...2 as ClosedRange<Int32> where fcntl(number, F_GETFD) < 0 {
      // The lowest free number is given, which is this one.
      _ = unsafe open("/dev/null", number == 0 ? O_RDONLY : O_WRONLY)
    }
  }
}
