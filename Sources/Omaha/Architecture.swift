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

  /// The names that clients and operators give the architectures, in small letters.
  private static let aliases: [(name: StaticString, architecture: Architecture)] = [
    ("amd64", .amd64), ("x64", .amd64), ("x86_64", .amd64), ("x86-64", .amd64), ("em64t", .amd64),
    ("arm64", .arm64), ("aarch64", .arm64), ("armv8", .arm64), ("armv8l", .arm64),
    ("x86", .x86), ("i386", .x86), ("i486", .x86), ("i586", .x86), ("i686", .x86), ("ia32", .x86),
    ("arm", .arm), ("armhf", .arm), ("armel", .arm), ("armv6", .arm), ("armv6l", .arm), ("armv7", .arm),
    ("armv7l", .arm), ("armv7a", .arm),
    ("all", .all),
  ]

  /// The bytes that the longest name has, or more.
  private static let longestAlias = 8

  /// Reads an architecture by any of the names that clients and operators give it, in any case; nil when unknown.
  public init?(alias: String) {
    guard let known = unsafe alias.utf8.span.withUnsafeBufferPointer({ unsafe Architecture(alias: $0) }) else {
      return nil
    }
    self = known
  }

  /// The same for a name in UTF-8.
  private init?(alias: UnsafeBufferPointer<UInt8>) {
    for (name, architecture) in Architecture.aliases where unsafe isWord(name, alias, inAnyCase: true) {
      self = architecture
      return
    }
    return nil
  }

  /// Reads the architecture that a client's `board` begins with, as in `amd64-usr` or `x86-generic`; nil when it does
  /// not begin with one.
  public init?(board: String) {
    guard let known = unsafe board.utf8.span.withUnsafeBufferPointer({ unsafe Architecture(board: $0) }) else {
      return nil
    }
    self = known
  }

  /// The same for a board in UTF-8.
  init?(board: UnsafeBufferPointer<UInt8>) {
    // "x86-64" is the one name with a hyphen of its own.
    let whole = unsafe UnsafeBufferPointer(rebasing: board.prefix(6))
    let isHyphened = unsafe isWord("x86-64", whole, inAnyCase: false) && (board.count == 6 || board[6] == 0x2D)
    let end = unsafe isHyphened ? 6 : board.firstIndex(of: UInt8(ascii: "-")) ?? board.count
    guard let architecture = unsafe Architecture(alias: UnsafeBufferPointer(rebasing: board[..<end])),
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
