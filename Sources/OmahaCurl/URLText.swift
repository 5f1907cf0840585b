package import OmahaClient

/// URLs as text.
package enum URLText {
  /// A URL without the password that it may have, for messages.
  package static func shown(_ url: String) -> String {
    guard let scheme = url.firstRange(of: "://") else { return url }
    let rest = url[scheme.upperBound...]
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard let at = authority.lastIndex(of: "@") else { return url }
    return url[..<scheme.upperBound] + "…" + rest[at...]
  }

  /// Whether a URL is one of https.
  package static func isSecure(_ url: String) -> Bool { url.lowercased().hasPrefix("https://") }

  /// Throws when a client that was at one URL must not go on at another.
  package static func check(
    from: String, to: String, _ options: CurlOptions
  ) throws(TransportError) {
    let lower = to.lowercased()
    guard lower.hasPrefix("http://") || lower.hasPrefix("https://") else {
      throw TransportError(.redirect, "\(shown(from)) leads to \(shown(to)), which is neither http nor https")
    }
    guard options.allowsHTTP || !isSecure(from) || isSecure(to) else {
      throw TransportError(
        .redirect, "\(shown(from)) leads to \(shown(to)), which is not encrypted; --allow-http follows it")
    }
  }
}
