extension Package {
  /// A package of a file that was hashed.
  ///
  /// - Parameters:
  ///   - name: The file name; clients join it with a codebase, so it is percent-encoded where a URL needs that.
  ///   - size: The size in bytes.
  ///   - sha1: The SHA-1, 20 bytes.
  ///   - sha256: The SHA-256, 32 bytes.
  /// - Returns: Nil when a digest has another length.
  public init?(
    name: String, size: UInt64, sha1: [UInt8], sha256: [UInt8], isRequired: Bool = true, attributes: [Attribute] = []
  ) {
    guard sha1.count == 20, sha256.count == 32 else { return nil }
    self.init(
      name: name, size: size, sha1: base64(sha1), sha256: hexadecimal(sha256), isRequired: isRequired,
      attributes: attributes)
  }

  /// Whether a file is the one that the package names, by its size and whichever of its hashes are there; false when none is.
  ///
  /// go-omaha writes ``sha256`` in base64, the specification in hexadecimal. Both are understood.
  public func matches(size: UInt64, sha1: [UInt8], sha256: [UInt8]) -> Bool {
    guard size == self.size, self.sha1 != nil || self.sha256 != nil else { return false }
    if let expected = self.sha1, expected != base64(sha1) { return false }
    guard let expected = self.sha256 else { return true }
    return expected.lowercased() == hexadecimal(sha256) || expected == base64(sha256)
  }
}

extension Action {
  /// The action that update_engine follows, `event="postinstall"`.
  ///
  /// - Parameters:
  ///   - sha256: The payload's SHA-256, 32 bytes.
  ///   - isDeltaPayload: Whether the payload is a delta.
  ///   - disablePayloadBackoff: Whether a failed download is tried again at once. Without it a machine with one URL waits a day or
  ///     more after one bad download.
  ///   - maxFailureCountPerURL: How many failures a URL may have before the next one is tried; 10 when nil.
  ///   - metadataSize: The size in bytes of the payload's header and manifest (ChromeOS).
  ///   - metadataSignature: The signature of these in base64 (ChromeOS).
  ///   - attributes: Whatever else it says, such as `deadline`.
  public static func postinstall(
    sha256: [UInt8], isDeltaPayload: Bool = false, disablePayloadBackoff: Bool = true,
    maxFailureCountPerURL: Int? = nil, metadataSize: UInt64? = nil, metadataSignature: String? = nil,
    attributes: [Attribute] = []
  ) -> Action {
    let given: [(name: String, value: String?)] = [
      ("sha256", base64(sha256)), ("IsDeltaPayload", isDeltaPayload ? "true" : nil),
      ("DisablePayloadBackoff", disablePayloadBackoff ? "true" : nil),
      ("MaxFailureCountPerUrl", maxFailureCountPerURL.map { String($0) }),
      ("MetadataSize", metadataSize.map { String($0) }), ("MetadataSignatureRsa", metadataSignature),
    ]
    return Action(
      event: "postinstall",
      attributes: given.compactMap { name, value in value.map { Attribute(name: name, value: $0) } } + attributes)
  }
}

/// Padded standard base64 (RFC 4648 §4).
private func base64(_ bytes: [UInt8]) -> String {
  let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  var text: [UInt8] = []
  for start in stride(from: 0, to: bytes.count, by: 3) {
    let group = bytes[start..<min(start + 3, bytes.count)]
    let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
    for place in 0..<4 {
      text.append(place <= group.count ? alphabet[bits >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
    }
  }
  return String(decoding: text, as: UTF8.self)
}

private func hexadecimal(_ bytes: [UInt8]) -> String {
  let digits = Array("0123456789abcdef".utf8)
  return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
