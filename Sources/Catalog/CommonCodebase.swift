/// The codebases that several releases have in common, and the directory of each release below them.
///
/// A client that is told several releases in one answer has one list of URLs for all of them, and joins the name of every
/// package with the first. Nebraska's syncer reads that name as a path without percent-encoding and takes it for the
/// payload's file name, so a directory must be the same text in a URL and in a path.
struct CommonCodebase {
  /// The beginning of a codebase of each release: a URL of a host, or a path, that ends in `/`.
  private(set) var text: String
  /// A codebase of each release, in their order.
  private var codebases: [String]

  /// What follows ``text`` in each release's codebase: empty, or ending in `/`.
  var directories: [String] { codebases.map { String($0.dropFirst(text.count)) } }

  /// What the beginning of `releases` has in common: as many of them as can be, from the first on; the first choice of the first
  /// release comes first. Empty without releases.
  static func common(to releases: some Collection<Release>) -> [CommonCodebase] {
    guard let first = releases.first else { return [] }
    var common = first.codebases.map { CommonCodebase(text: $0.text, codebases: [$0.text]) }
    for release in releases.dropFirst() {
      let next = common.compactMap { $0.extended(by: release) }
      if next.isEmpty { break }
      common = next
    }
    // A further URL serves only if every release lies in the same place below it.
    var distinct: [CommonCodebase] = []
    for codebase in common where codebase.codebases.count == common[0].codebases.count {
      if codebase.directories == common[0].directories, !distinct.contains(where: { $0.text == codebase.text }) {
        distinct.append(codebase)
      }
    }
    return distinct
  }

  /// What there is in common with one more release.
  private func extended(by release: Release) -> CommonCodebase? {
    for codebase in release.codebases {
      guard let text = CommonCodebase.commonDirectory(text, codebase.text) else { continue }
      let extended = CommonCodebase(text: text, codebases: codebases + [codebase.text])
      if extended.directories.allSatisfy(CommonCodebase.isPlain) { return extended }
    }
    return nil
  }

  /// The longest directory that both URLs lie in; nil when they have not even the host in common, or a query.
  private static func commonDirectory(_ left: String, _ right: String) -> String? {
    var length = 0
    var end = 0
    var slashes = 0
    for (one, other) in zip(left.utf8, right.utf8) {
      guard one == other, one != UInt8(ascii: "?") else { break }
      length += 1
      if one == UInt8(ascii: "/") {
        end = length
        slashes += 1
      }
    }
    // The host of a URL ends at its third slash.
    let isAbsolute = left.utf8.first != UInt8(ascii: "/")
    return slashes >= (isAbsolute ? 3 : 1) ? String(left.utf8.prefix(end)) : nil
  }

  /// Whether a directory is the same text in a URL and in a path: nothing percent-encoded, no query, and no segment that
  /// would be taken out (RFC 3986 §3.3 and §5.2.4).
  private static func isPlain(_ directory: String) -> Bool {
    let segments = directory.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropLast()
    return segments.allSatisfy { segment in
      !segment.isEmpty && !segment.elementsEqual(".".utf8) && !segment.elementsEqual("..".utf8)
        && segment.allSatisfy { $0 != UInt8(ascii: "%") && $0 != UInt8(ascii: "?") }
    }
  }
}
