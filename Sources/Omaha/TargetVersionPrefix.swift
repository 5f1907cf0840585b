/// The versions that a machine's administrator allows: `targetversionprefix` of an update check.
///
/// The comparison goes by component: `1.2` and `1.2.` allow 1.2.3 but not 1.20; `1.2.3$` allows exactly 1.2.3; the empty
/// prefix allows everything. A prefix that carries a pre-release names one version. What cannot be read as a prefix allows nothing:
/// an administrator wanted to hold the machine back, and no version begins so.
public struct TargetVersionPrefix: Hashable, Sendable {
  /// The prefix as it was written.
  public let text: String

  /// True when only the version itself is allowed.
  public let isExact: Bool

  /// The components; nil for the empty prefix, and for what is no prefix.
  let version: Version?

  /// Whether it is a prefix; what is none allows no version.
  public let isReadable: Bool

  /// Reads a prefix; nil when it is not dotted numbers, optionally followed by `.` or `$`.
  public init?(_ text: String) {
    self.text = text
    isReadable = true
    if text.isEmpty {
      isExact = false
      version = nil
      return
    }
    let hasDollar = text.utf8.last == UInt8(ascii: "$")
    var components = hasDollar ? text.dropLast() : text[...]
    if !hasDollar, components.utf8.last == UInt8(ascii: ".") { components = components.dropLast() }
    guard let version = Version(String(components)), !version.isForcedUpdate else { return nil }
    self.version = version
    isExact = hasDollar || version.isPreRelease
  }

  /// What a machine sent, prefix or not.
  public init(sent text: String) {
    if let prefix = TargetVersionPrefix(text) {
      self = prefix
    } else {
      self.text = text
      isExact = false
      version = nil
      isReadable = false
    }
  }

  /// Whether two prefixes were written alike.
  public static func == (left: TargetVersionPrefix, right: TargetVersionPrefix) -> Bool { left.text == right.text }

  /// Feeds the prefix as it was written.
  public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

extension TargetVersionPrefix: CustomStringConvertible {
  /// The prefix as it was written.
  public var description: String { text }
}

extension Version {
  /// Whether a machine that is held to `prefix` may get this version.
  public func hasPrefix(_ prefix: TargetVersionPrefix) -> Bool {
    guard let wanted = prefix.version else { return prefix.isReadable }
    if isForcedUpdate { return false }
    return prefix.isExact ? self == wanted : startsWithNumbers(of: wanted)
  }
}
