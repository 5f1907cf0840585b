internal import ArgumentParser
internal import Catalog
internal import Console
internal import Glibc
internal import OmahaCurl
internal import Posix

/// How a server is reached
struct ConnectionOptions: ParsableArguments {
  @Flag(help: "Follow redirects and URLs from https to http.")
  var allowHTTP = false

  @Option(
    help: ArgumentHelp(
      "The proxy, such as http://proxy.example:3128; empty for none. (default: http_proxy, https_proxy and no_proxy in the environment)",
      valueName: "url"))
  var proxy: String?

  @Option(
    help: ArgumentHelp(
      "Trust the certificates of this file instead of the system's. (default: CURL_CA_BUNDLE, else SSL_CERT_FILE in the environment)",
      valueName: "pem"))
  var cacert: String?

  @Option(help: ArgumentHelp("Receive at most so many bytes a second, such as 500K or 20M.", valueName: "rate"))
  var limitRate: ByteRate?

  /// The options of libcurl.
  func curl() throws(CommandFailure) -> CurlOptions {
    var options = CurlOptions()
    options.allowsHTTP = allowHTTP
    options.proxy = proxy
    options.certificates =
      cacert ?? ["CURL_CA_BUNDLE", "SSL_CERT_FILE"].lazy.compactMap(Invocation.environment).first { !$0.isEmpty }
    if let file = options.certificates, unsafe access(file, R_OK) != 0 {
      throw CommandFailure(
        "cannot open \(file.escaped): \(SystemError.clause(of: errno))", exitCode: CommandFailure.noInput)
    }
    options.rateLimit = limitRate?.bytes
    return options
  }
}

/// Bytes a second as curl writes them: a number, optionally with `K`, `M` or `G` of 1024 each.
struct ByteRate: ExpressibleByArgument {
  let bytes: Int64

  init?(argument: String) {
    let units: [Character: Int64] = ["k": 1 << 10, "m": 1 << 20, "g": 1 << 30]
    let unit = argument.last.flatMap { units[Character($0.lowercased())] }
    let digits = unit == nil ? argument[...] : argument.dropLast()
    guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int64(digits), number > 0 else { return nil }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: unit ?? 1)
    guard !overflow else { return nil }
    self.bytes = bytes
  }
}
