/// How connections are made. What is not said is as curl has it: proxies come from `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` in
/// the environment, trusted certificates from the system.
public struct CurlOptions: Hashable, Sendable {
  /// The proxy, such as `http://proxy.example:3128` or `socks5h://localhost`; empty for none.
  public var proxy: String?
  /// A file of PEM certificates that are trusted instead of the system's.
  public var certificates: String?
  /// The most bytes a second that one transfer receives; nil for no limit.
  public var rateLimit: Int64?
  /// Whether what begins with https may go on with http.
  public var allowsHTTP = false
  /// Seconds until a connection must be there.
  public var connectTimeout = 30
  /// Seconds without a byte after which a transfer is given up.
  public var stallTimeout = 60
  /// Seconds that a check may take in all.
  public var answerTimeout = 60

  /// The defaults.
  public init() {}

  /// Redirects that are followed, one after the other.
  package static let mostRedirects = 5
  /// The most bytes of header lines.
  static let mostHeaderBytes = 64 << 10
}
