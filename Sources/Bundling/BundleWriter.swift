internal import Glibc
package import Omaha
internal import Payload
internal import Posix

/// Writes a bundle from front to end.
package struct BundleWriter {
  private let output: BundleOutput
  private let isSigned: Bool

  /// Begins with the list of hashes and its signature.
  package init(_ manifest: BundleManifest, key: BundleSigningKey?, to output: BundleOutput) throws(BundleError) {
    self.output = output
    isSigned = key != nil
    let bytes = manifest.bytes
    guard bytes.count <= BundleLimits.manifest else {
      throw BundleError(
        .invalid("would list more files than a bundle can have: export fewer releases"), path: output.path)
    }
    try add(BundlePath.manifest, bytes)
    guard let key else { return }
    guard let signature = key.signature(of: bytes) else {
      throw BundleError(.key("cannot sign"), path: output.path)
    }
    try add(BundlePath.signature, signature)
  }

  /// Adds a file that is in memory.
  package func add(_ name: String, _ bytes: [UInt8]) throws(BundleError) {
    try output.write(TarHeader(path: name, size: UInt64(bytes.count)).blocks[...])
    try output.write(bytes[...])
    try pad(UInt64(bytes.count))
  }

  /// Adds a payload, and compares it with its release on the way: whoever reads the bundle may be far from here.
  ///
  /// - Parameters:
  ///   - descriptor: Read from its beginning, where its position is.
  ///   - source: The file's path, for messages.
  ///   - package: What the release says of it.
  ///   - isTrusted: Whether a pipe may have it without that, because its other end compares it.
  ///   - progress: Told how many bytes were written.
  package func add(
    _ name: String, from descriptor: Int32, at source: String, _ package: Package, isTrusted: Bool = false,
    progress: (UInt64) -> Void
  ) throws(BundleError) {
    let size = package.size
    try output.write(TarHeader(path: name, size: size).blocks[...])
    let wrong = BundleError(.source("is not what its release says"), path: source)
    if isTrusted, let sent = try output.send(descriptor, at: 0, count: size, progress: progress) {
      guard sent == size else { throw wrong }
      return try pad(size)
    }
    // SHA-256 alone tells that these are the bytes. SHA-1 is compared on the other side, unless a signature vouches for it.
    let digester = PayloadDigester(hashesSHA1: isSigned)
    var done: UInt64 = 0
    while true {
      // One byte more than there is to be finds a file that is too long.
      let count = Int(min(256 << 10, size - done + 1))
      guard let bytes = readSome(descriptor, atMost: count) else { throw BundleError(.read(code: errno), path: source) }
      if bytes.isEmpty { break }
      let more = UInt64(bytes.count)
      guard more <= size - done else { throw wrong }
      digester.update(bytes[...])
      // Should the file change before a pipe has its pages, who reads the bundle finds it.
      if let sent = try output.send(descriptor, at: done, count: more) {
        guard sent == more else { throw wrong }
      } else {
        try output.write(bytes[...])
      }
      done += more
      progress(done)
    }
    let digest = digester.finish()
    guard done == size, digest.sha256Hex == package.sha256?.lowercased(),
      !isSigned || digest.sha1Base64 == package.sha1
    else { throw wrong }
    try pad(size)
  }

  /// Ends the archive.
  package func finish() throws(BundleError) {
    try output.write([UInt8](repeating: 0, count: 2 * TarHeader.blockSize)[...])
    try output.finish()
  }

  private func pad(_ size: UInt64) throws(BundleError) {
    try output.write([UInt8](repeating: 0, count: TarHeader.padding(behind: size))[...])
  }
}
