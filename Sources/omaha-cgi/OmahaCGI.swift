internal import Catalog
internal import Gateway
internal import Glibc
internal import Journal
internal import Posix
internal import UpdateService

/// omaha-cgi: the update server as a CGI program (RFC 3875), one request per process.
///
/// It is configured by the environment only: `OMAHA_ROOT` (default `/var/lib/omaha`) is the repository, `OMAHA_BASE_URL`
/// the URL that relative codebases are appended to, `OMAHA_FLEET` the folder that check-ins are kept in, `OMAHA_FLEET_ADDRESSES` (`yes` or
/// `no`) whether with the addresses of clients, `OMAHA_LOG_FORMAT` (`logfmt` or `json`) how its log is written. It reads the app that a request names and the releases that the app's channels point to, nothing else.
///
/// # What its start costs
///
/// A process for each request pays for everything anew, above all for generic types: Swift's runtime builds each at its first use. Of
/// 1.3 million instructions an array of another element takes 6,000, and the first set of strings took 110,000. So on the path of a
/// request:
///
/// - a list that is searched stands in for a dictionary or set where there are few entries;
/// - a class or structure of its own stands in for a generic box or optional;
/// - digits are written by `ByteBuffer`, and bytes are compared in a `switch`.
///
/// Elsewhere none of this is worth a line. `Tests/Benchmarks/cgi-go` measures the whole; `valgrind --tool=callgrind` with the
/// program that `deploy/build-static` leaves in `.build-static/release` says where the instructions go.
@main
enum OmahaCGI {
  static func main() {
    // A web server that has gone away is noticed by write.
    _ = signal(SIGPIPE, SIG_IGN)
    var exchange = CGIExchange()
    guard exchange.parameter("REQUEST_METHOD") != nil else {
      fail("this is a CGI program: a web server runs it (REQUEST_METHOD is not set)", EX_USAGE)
    }
    var baseURL: BaseURL?
    if let text = exchange.parameter("OMAHA_BASE_URL"), !text.isEmpty {
      baseURL = BaseURL(text)
      if baseURL == nil { fail("OMAHA_BASE_URL is not an http or https URL", EX_CONFIG) }
    }
    var logFormat = LogFormat.logfmt
    if let text = exchange.parameter("OMAHA_LOG_FORMAT"), !text.isEmpty {
      guard let format = LogFormat(rawValue: text) else {
        fail("OMAHA_LOG_FORMAT is neither logfmt nor json", EX_CONFIG)
      }
      logFormat = format
    }
    let root = exchange.parameter("OMAHA_ROOT") ?? ""
    let journal = journal(exchange, logFormat)
    let gateway = Gateway(
      readingPerRequest: root.isEmpty ? Repository.standardRoot : root, baseURL: baseURL, log: StandardError(),
      logFormat: logFormat, checkIns: journal, keepsAddresses: keepsAddresses(exchange))
    let worker = GatewayWorker(gateway)
    var response = worker.respond(to: &exchange)
    exchange.drainBody()
    // It closes the connection after the answer of a program and does not say so; a client that kept it would send its next
    // request into nothing.
    if exchange.parameter("SERVER_SOFTWARE")?.hasPrefix("busybox") == true { response = response.adding(.closing) }
    let answer = PendingAnswer(response.cgi)
    if journal != nil { answer.sendIfLate() }
    worker.keepRecord()
    guard answer.send() else { exit(EX_IOERR) }
  }

  /// Whether the journal keeps the addresses of clients.
  private static func keepsAddresses(_ exchange: CGIExchange) -> Bool {
    guard let text = exchange.parameter("OMAHA_FLEET_ADDRESSES"), !text.isEmpty, text != "yes" else { return true }
    guard text == "no" else { fail("OMAHA_FLEET_ADDRESSES is neither yes nor no", EX_CONFIG) }
    return false
  }

  /// The journal that check-ins are kept in, if any.
  private static func journal(_ exchange: CGIExchange, _ logFormat: LogFormat) -> SharedJournal? {
    guard let fleet = exchange.parameter("OMAHA_FLEET"), !fleet.isEmpty else { return nil }
    return SharedJournal(fleet: fleet) { event in
      guard case .dropped(_, let reason) = event else { return }
      var line = LogLine(logFormat, time: .now, level: "error")
      line.add("msg", "check-ins are not kept")
      line.add("detail", reason)
      line.end()
      StandardError().write(line.bytes)
    }
  }

  /// Ends the process with a message for the web server's log and an answer for the client.
  private static func fail(_ message: String, _ status: Int32) -> Never {
    _ = writeAll("omaha-cgi: error: \(message)\n", to: STDERR_FILENO)
    let body = "internal error\n"
    let header =
      "Status: 500 Internal Server Error\r\nContent-Type: text/plain\r\nContent-Length: \(body.utf8.count)\r\n"
    if status == EX_CONFIG { _ = writeAll(header + "\r\n" + body, to: STDOUT_FILENO) }
    exit(status)
  }
}

/// The log of a CGI program: the web server takes what it writes to standard error.
struct StandardError: LogSink {
  func write(_ lines: [UInt8]) { _ = writeAll(lines, to: STDERR_FILENO) }
}
