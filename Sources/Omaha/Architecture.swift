/// The processor architecture that a release is built for.
public enum Architecture: String, CaseIterable, Hashable, Sendable {
  /// 64-bit x86.
  case amd64
  /// 64-bit ARM.
  case arm64
  /// 32-bit x86.
  case x86
  /// 32-bit ARM.
  case arm
  /// A release for every architecture; no machine has it.
  case all

  /// The bytes that the longest name has, or more.
  private static let longestAlias = 8

  /// Reads an architecture by any of the names that clients and operators give it, in any case; nil when unknown.
  public init?(alias: String) {
    guard alias.utf8.count <= Architecture.longestAlias else { return nil }
    switch alias.lowercased() {
    case "amd64", "x64", "x86_64", "x86-64", "em64t": self = .amd64
    case "arm64", "aarch64", "armv8", "armv8l": self = .arm64
    case "x86", "i386", "i486", "i586", "i686", "ia32": self = .x86
    case "arm", "armhf", "armel", "armv6", "armv6l", "armv7", "armv7l", "armv7a": self = .arm
    case "all": self = .all
    default: return nil
    }
  }

  /// Reads the architecture that a client's `board` begins with, as in `amd64-usr` or `x86-generic`; nil when it does
  /// not begin with one.
  public init?(board: String) {
    // "x86-64-generic" is the one name with a hyphen of its own.
    let isHyphened = board == "x86-64" || board.hasPrefix("x86-64-")
    let end = isHyphened ? nil : board.utf8.firstIndex(of: UInt8(ascii: "-"))
    let head = isHyphened ? "x86-64" : board[..<(end ?? board.endIndex)]
    guard head.utf8.count <= Architecture.longestAlias, let architecture = Architecture(alias: String(head)),
      architecture != .all
    else { return nil }
    self = architecture
  }

  /// Reads the architecture behind the first underscore of update_engine's `os sp`, as in `3510.2.0_x86_64`; nil when
  /// there is none. ChromeOS versions have underscores of their own, so every suffix is tried.
  public init?(servicePack: String) {
    var rest = servicePack[...]
    while let underscore = rest.utf8.firstIndex(of: UInt8(ascii: "_")) {
      rest = rest[rest.utf8.index(after: underscore)...]
      // Without the limit, a text of nothing but underscores would be copied once for each.
      guard rest.utf8.count <= Architecture.longestAlias else { continue }
      if let architecture = Architecture(alias: String(rest)), architecture != .all {
        self = architecture
        return
      }
    }
    return nil
  }
}

extension Architecture: CustomStringConvertible {
  /// The canonical name.
  public var description: String { rawValue }
}
