/// What an address asks for.
///
/// Which addresses come here, the web server's configuration says, so any path may be that of update checks. Only one whose last
/// part is `healthz` asks for something else.
enum Route {
  /// An update check, events, pings.
  case update
  /// Whether updates can be offered, for load balancers.
  case health

  /// The route of a request. `/healthz/` is the same, because busybox httpd starts programs for addresses with a slash only.
  init(_ exchange: some Exchange) {
    // As the client wrote it, so that it does not matter how a web server takes a path apart.
    if let uri = exchange.parameter("REQUEST_URI"), !uri.isEmpty {
      self = Route.isHealth(uri) ? .health : .update
    } else {
      let path = (exchange.parameter("SCRIPT_NAME") ?? "") + (exchange.parameter("PATH_INFO") ?? "")
      self = Route.isHealth(path) ? .health : .update
    }
  }

  private static func isHealth(_ uri: String) -> Bool {
    let bytes = uri.utf8.span
    var end = 0
    while end < bytes.count, bytes[end] != UInt8(ascii: "?") { end += 1 }
    if end > 0, bytes[end - 1] == UInt8(ascii: "/") { end -= 1 }
    let name = ("/healthz" as StaticString)
    guard end >= name.utf8CodeUnitCount else { return false }
    let start = end - name.utf8CodeUnitCount
    for index in start..<end where unsafe bytes[index] != name.utf8Start[index - start] { return false }
    return true
  }
}
