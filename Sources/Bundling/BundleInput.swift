internal import Glibc
internal import Posix

/// The bytes of a bundle as they come: from a file, a pipe or a tape, never read twice.
package final class BundleInput {
  /// The name for messages.
  package let path: String
  /// Reads at most so many bytes; none at the end, nil with `errno`.
  private let source: (Int) -> [UInt8]?
  private var chunk: ArraySlice<UInt8> = []
  /// How many bytes were taken.
  package private(set) var position: UInt64 = 0

  /// More than a tape's block, since a drive refuses to give a part of one, and all that a pipe holds: handing smaller pieces from one thread
  /// to the next takes an eighth of an import's time.
  private static let readSize = 1 << 20

  package init(path: String, source: @escaping (Int) -> [UInt8]?) {
    self.path = path
    self.source = source
  }

  /// Reads from an open descriptor, which stays the caller's.
  package convenience init(descriptor: Int32, path: String) {
    enlargePipe(descriptor)
    self.init(path: path) { readSome(descriptor, atMost: $0) }
  }

  /// The next bytes, at most so many; none at the end.
  package func next(atMost count: UInt64) throws(BundleError) -> ArraySlice<UInt8> {
    if chunk.isEmpty {
      guard let bytes = source(Self.readSize) else { throw BundleError(.read(code: errno), path: path) }
      chunk = bytes[...]
    }
    let taken = chunk.prefix(Int(min(count, UInt64(chunk.count))))
    chunk = chunk[taken.endIndex...]
    position += UInt64(taken.count)
    return taken
  }

  /// So many bytes, of which there may be fewer only at the end.
  package func bytes(_ count: Int) throws(BundleError) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      let more = try next(atMost: UInt64(count - bytes.count))
      if more.isEmpty { break }
      bytes += more
    }
    return bytes
  }
}
