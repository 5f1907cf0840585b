internal import Catalog
internal import Console

/// The name of a payload that `add` gives: narrower than what the catalog accepts, because it stands in a URL that
/// clients put together without escaping, and in a directory beside temporary files.
enum PayloadName {
  /// The name of a file that can be a payload's.
  static func of(_ path: String) throws -> String {
    let name = String(path.split(separator: "/").last ?? "")
    if let fault = fault(in: name) {
      throw CommandFailure(
        "the file's name \(name.quoted) \(fault)", hint: "give another with --name", exitCode: CommandFailure.usage)
    }
    return name
  }

  /// What keeps a text from being a payload's name, as a clause; nil when it can be one.
  static func fault(in name: String) -> String? {
    if let fault = ReleaseFile.fault(inPackageName: name) { return fault }
    if name.hasPrefix(".") { return "begins with a dot" }
    // RFC 3986 §3.3, pchar without percent-encoding.
    let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$'()*+,;=:@".utf8)
    return name.utf8.allSatisfy(allowed.contains) ? nil : "has a character that cannot stand in a URL as it is"
  }
}
