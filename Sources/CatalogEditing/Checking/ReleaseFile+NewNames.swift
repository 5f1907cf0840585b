public import Catalog

extension ReleaseFile {
  /// What keeps a text from being the name of a payload that comes into a repository, as a clause; nil when it can be one.
  ///
  /// Narrower than what the catalog accepts, because it stands in a URL that clients put together without escaping, and in a directory
  /// beside temporary files.
  public static func fault(inNewPackageName name: String) -> String? {
    if let fault = fault(inPackageName: name) { return fault }
    if name.hasPrefix(".") { return "begins with a dot" }
    // RFC 3986 §3.3, pchar without percent-encoding.
    let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$'()*+,;=:@".utf8)
    return name.utf8.allSatisfy(allowed.contains) ? nil : "has a character that cannot stand in a URL as it is"
  }
}
