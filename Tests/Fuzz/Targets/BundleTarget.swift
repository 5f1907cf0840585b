internal import Bundling
internal import Omaha
internal import Payload

/// A bundle: refused, or every payload is what its release says, and the names of all files lie in a repository.
///
/// When the input begins with a line feed, what follows are the contents of entries, of which each begins with the length of its name and
/// with that of its content: the archive and the list of hashes are then made so that they are right.
struct BundleTarget: FuzzTarget {
  static let name = "bundle"

  init() throws {}

  func check(_ input: [UInt8]) throws {
    let bytes = input.first == UInt8(ascii: "\n") ? Self.bundle(of: input.dropFirst()) : input
    try read(bytes, atMost: 4096)
    // Where the pieces end that come makes no difference.
    try read(bytes, atMost: 1 + bytes.count % 7)
  }

  private func read(_ bytes: [UInt8], atMost count: Int) throws {
    var rest = bytes[...]
    let input = BundleInput(path: "bundle") { wanted in
      let piece = rest.prefix(min(wanted, count))
      rest = rest[piece.endIndex...]
      return Array(piece)
    }
    do throws(BundleError) {
      let reader = try BundleReader(input, key: nil)
      let contents = try reader.contents()
      for payload in contents.payloads {
        var size: UInt64 = 0
        try reader.read(payload, progress: { _ in }) { size += UInt64($0.count) }
        if size != payload.package.size { throw BundleError(.source("\(size) bytes"), path: "") }
      }
      try reader.finish()
      if !rest.isEmpty { throw BundleError(.source("\(rest.count) bytes are left"), path: "") }
    } catch {
      // What the reader itself never throws.
      if case .source(let text) = error.kind { throw Violation(text) }
      if case .key(let text) = error.kind { throw Violation(text) }
    }
  }

  private static func bundle(of input: ArraySlice<UInt8>) -> [UInt8] {
    var rest = input
    var entries: [(name: String, content: [UInt8])] = []
    while rest.count > 3 {
      let lengths = Array(rest.prefix(3))
      rest = rest.dropFirst(3)
      let name = String(decoding: rest.prefix(Int(lengths[0])), as: UTF8.self)
      rest = rest.dropFirst(Int(lengths[0]))
      let content = Array(rest.prefix(Int(lengths[1]) << 8 | Int(lengths[2])))
      rest = rest.dropFirst(content.count)
      entries.append((name, content))
    }
    let list = entries.map { "\(PayloadDigester.sha256Hex(of: $0.content))  \($0.name)\n" }.joined()
    return ([(BundlePath.manifest, Array(list.utf8))] + entries).flatMap { name, content in
      TarHeader(path: name, size: UInt64(content.count)).blocks + content
        + [UInt8](repeating: 0, count: TarHeader.padding(behind: UInt64(content.count)))
    } + [UInt8](repeating: 0, count: 1024)
  }
}
