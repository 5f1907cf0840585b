internal import Omaha

/// Three versions in three lines: each is written as it was read, and their order is total and goes with equality and hashes.
struct VersionTarget: FuzzTarget {
  static let name = "version"

  func check(_ input: [UInt8]) throws {
    let lines = input.split(separator: UInt8(ascii: "\n"), maxSplits: 2, omittingEmptySubsequences: false)
    let texts = lines.map { String(decoding: $0, as: UTF8.self) }
    for text in texts {
      if let prefix = TargetVersionPrefix(text) {
        try require(TargetVersionPrefix(prefix.text) == prefix, "prefix \(text)")
      }
    }
    let versions = texts.compactMap(Version.init)
    for version in versions {
      try require(Version(version.description) == version && version.text == version.description, "\(version) again")
      try require(!(version < version) && version == version, "\(version) and itself")
      try require(version.text.utf8.count <= Version.maximumLength, "\(version.text.utf8.count) bytes")
      for other in versions {
        let answers = [version < other, other < version, version == other]
        try require(answers.count { $0 } == 1, "\(version) and \(other): \(answers)")
        if version == other { try require(version.hashValue == other.hashValue, "hashes of \(version), \(other)") }
        for third in versions where version < other && other < third {
          try require(version < third, "\(version) < \(other) < \(third)")
        }
        for third in versions where version == other && other == third {
          try require(version == third, "\(version) = \(other) = \(third)")
        }
      }
      for prefix in texts.compactMap(TargetVersionPrefix.init) { _ = version.hasPrefix(prefix) }
    }
  }
}
