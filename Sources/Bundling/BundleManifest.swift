internal import Catalog

/// The list of hashes: what a bundle holds, in the order of its entries. Its text is what `sha256sum` prints and checks.
package struct BundleManifest: Hashable, Sendable {
  /// One entry.
  package struct Entry: Hashable, Sendable {
    package let path: BundlePath
    /// 64 lower-case hexadecimal digits.
    package let sha256: String

    package init(_ path: BundlePath, sha256: String) {
      self.path = path
      self.sha256 = sha256
    }
  }

  package let entries: [Entry]

  package init(_ entries: [Entry]) { self.entries = entries }

  /// The text, one line for each entry: the digits, two spaces and the name.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    for entry in entries {
      bytes.append(contentsOf: entry.sha256.utf8)
      bytes.append(contentsOf: "  ".utf8)
      bytes.append(contentsOf: entry.path.text.utf8)
      bytes.append(UInt8(ascii: "\n"))
    }
    return bytes
  }

  /// Reads a text.
  ///
  /// - Throws: a clause that says which line is wrong and why.
  package init(_ bytes: [UInt8]) throws(BundleFault) {
    guard bytes.last == UInt8(ascii: "\n") else { throw BundleFault("the list of hashes does not end with a line") }
    var entries: [Entry] = []
    var seen: Set<BundlePath> = []
    for (index, line) in bytes.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .enumerated()
    {
      func fault(_ text: String) -> BundleFault { BundleFault("line \(index + 1) of the list of hashes \(text)") }
      let digits = line.prefix(64)
      guard digits.count == 64, digits.allSatisfy(Self.isDigit), line.dropFirst(64).starts(with: "  ".utf8),
        let name = String(validating: line.dropFirst(66), as: UTF8.self)
      else { throw fault("is not a SHA-256, two spaces and a name") }
      guard let path = BundlePath(name) else {
        throw fault("names \(name.quoted), which nothing in a repository is called")
      }
      guard seen.insert(path).inserted else { throw fault("names \(name.quoted) a second time") }
      if let last = entries.last, last.path.isPayload, !path.isPayload {
        throw fault("names \(name.quoted) behind a payload, and payloads come last")
      }
      entries.append(Entry(path, sha256: String(decoding: digits, as: UTF8.self)))
    }
    self.entries = entries
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }
}

/// Why bytes are no bundle: a clause without a full stop, without the bundle's path.
package struct BundleFault: Error, Hashable, Sendable {
  package let text: String

  package init(_ text: String) { self.text = text }
}
