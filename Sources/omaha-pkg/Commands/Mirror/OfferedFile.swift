internal import Catalog
internal import Console
internal import Omaha
internal import OmahaClient
internal import Payload

/// A file that a server offers, with everything that is told of it.
struct OfferedFile: Sendable {
  /// What it is called here.
  let name: String
  /// Where it is, in the server's order.
  let urls: [String]
  /// Bytes; above zero.
  let size: UInt64
  /// 20 bytes; nil when the server does not tell.
  let sha1: [UInt8]?
  /// 32 bytes; nil when the server does not tell.
  let sha256: [UInt8]?
  let isRequired: Bool
  /// Whether it is what machines install.
  let isPayload: Bool
  /// What the package says besides.
  let attributes: [Attribute]

  /// Names it among downloads. The same content has the same name, wherever it comes from.
  var downloadName: String {
    sha256.map { "sha256-\($0.hex)" } ?? "sha1-\((sha1 ?? []).hex)"
  }

  /// What a file has that this one has not, as a clause; nil when it is this one.
  func difference(of digest: PayloadDigest) -> String? {
    if digest.size != size { return "it has \(digest.size) bytes, the answer says \(size)" }
    if let sha1, sha1 != digest.sha1 { return "its SHA-1 is not that of the answer" }
    if let sha256, sha256 != digest.sha256 { return "its SHA-256 is not that of the answer" }
    return nil
  }

  /// It as a package of a release here. A hash that the server does not tell is all zeros before the file is here.
  var package: Package {
    func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
    return Package(
      name: name, size: size, sha1: (sha1 ?? zeros(20)).base64, sha256: (sha256 ?? zeros(32)).hex,
      isRequired: isRequired, attributes: attributes)
  }

  /// Whether a package of a release here is this file.
  func isSame(as package: Package) -> Bool {
    guard package.name == name, package.size == size else { return false }
    if let sha256, let theirs = package.sha256.flatMap(digest256) { return theirs == sha256 }
    return sha1.map { $0.base64 == package.sha1 } ?? false
  }
}

extension OfferedFile {
  /// Reads a package.
  ///
  /// - Parameter action: The postinstall action, of the payload only.
  /// - Throws: what keeps it from being taken. Everything in it comes from a stranger.
  init(_ package: Package, codebases: [String], action: Action?) throws(CommandFailure) {
    let title = "the package \(package.name.quoted)"
    func refused(_ why: String) -> CommandFailure {
      CommandFailure("\(title) \(why)", exitCode: CommandFailure.checkFailed)
    }
    // Where manifests share a codebase, a name has folders: 4.0.0/amd64/update.gz.
    let parts = package.name.split(separator: "/", omittingEmptySubsequences: false)
    guard package.name.utf8.count <= 1024, let last = parts.last,
      parts.allSatisfy({ !["", ".", ".."].contains($0) && $0.utf8.allSatisfy { (0x21..<0x7F).contains($0) } })
    else { throw refused("has a name that leads elsewhere, or that no URL can have") }
    guard !package.name.contains(where: { "?#\\".contains($0) }), let name = decoded(last) else {
      throw refused("has a name that no URL can have")
    }
    if let fault = PayloadName.fault(in: name) { throw refused("would be \(name.quoted) here, which \(fault)") }
    guard package.size > 0, package.size <= UInt64(Int64.max) else { throw refused("has no size") }
    func digest(_ text: String?, _ count: Int, _ what: String) throws(CommandFailure) -> [UInt8]? {
      guard let text, !text.isEmpty else { return nil }
      guard let digest = count == 32 ? digest256(text) : base64Decoded(text), digest.count == count else {
        throw refused("has a \(what) that is none")
      }
      return digest
    }
    sha1 = try digest(package.sha1, 20, "SHA-1")
    let own = try digest(package.sha256, 32, "SHA-256")
    let action = try digest(action?.sha256, 32, "SHA-256 in its action")
    if let own, let action, own != action { throw refused("has two SHA-256 that differ") }
    sha256 = own ?? action
    guard sha1 != nil || sha256 != nil else { throw refused("has no hash") }
    self.name = name
    urls = codebases.map { $0.hasSuffix("/") ? $0 + package.name : $0 + "/" + package.name }
    size = package.size
    isRequired = package.isRequired
    isPayload = action != nil
    attributes = package.attributes
  }
}

/// A SHA-256 as it is written, in hexadecimal by the specification and in base64 by others; nil for anything else.
private func digest256(_ text: String) -> [UInt8]? {
  if text.utf8.count == 64 {
    var bytes: [UInt8] = []
    var rest = text[...]
    while !rest.isEmpty {
      guard rest.prefix(2).allSatisfy({ $0.isASCII && $0.isHexDigit }), let byte = UInt8(rest.prefix(2), radix: 16)
      else {
        return nil
      }
      bytes.append(byte)
      rest = rest.dropFirst(2)
    }
    return bytes
  }
  return base64Decoded(text).flatMap { $0.count == 32 ? $0 : nil }
}

/// A part of a URL without its percent-encoding (RFC 3986 §2.1); nil when that is broken or leaves no text.
private func decoded(_ part: Substring) -> String? {
  var bytes: [UInt8] = []
  var rest = part.utf8
  while let byte = rest.popFirst() {
    guard byte == UInt8(ascii: "%") else {
      bytes.append(byte)
      continue
    }
    let digits = rest.prefix(2)
    guard digits.count == 2, let text = String(digits), text.allSatisfy(\.isHexDigit),
      let value = UInt8(text, radix: 16)
    else {
      return nil
    }
    bytes.append(value)
    rest = rest.dropFirst(2)
  }
  return String(validating: bytes, as: UTF8.self)
}
