/// Why an update failed: `errorcode` of an `<event>`, in update_engine's numbers.
///
/// update_engine adds flags to the code of an action and prints the whole as `%d`; 2000+N means that the server answered
/// HTTP N. Other clients send numbers of their own, often negative ones, which carry no flags.
public struct ErrorCode: RawRepresentable, Hashable, Sendable {
  /// What update_engine adds to the code.
  public struct Flags: OptionSet, Hashable, Sendable {
    /// The bits on the wire.
    public let rawValue: Int

    /// A set of flags.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// 0x10000000, the update came from a URL that is not the production one.
    public static let nonProductionURL = Flags(rawValue: 0x1000_0000)
    /// 0x20000000, the machine runs a development image.
    public static let developmentImage = Flags(rawValue: 0x2000_0000)
    /// 0x40000000, the download was resumed.
    public static let resumed = Flags(rawValue: 0x4000_0000)
  }

  /// The number on the wire, flags included.
  public let rawValue: Int

  /// An error code; a number that this library does not know is kept.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// The flags; empty for a number that cannot carry any because it is negative or longer than 31 bits.
  public var flags: Flags { carriesFlags ? Flags(rawValue: rawValue & 0x7000_0000) : [] }

  /// The number without its flags.
  public var code: Int { carriesFlags ? rawValue & 0x0FFF_FFFF : rawValue }

  /// The status N of the server's answer, 1...999, when the code is 2000+N.
  public var httpStatus: Int? { code > 2000 && code < 3000 ? code - 2000 : nil }

  private var carriesFlags: Bool { rawValue >= 0 && rawValue <= 0x7FFF_FFFF }
}

extension ErrorCode: CustomStringConvertible {
  /// A readable name of the code, without the flags; nil for a number that this library does not know.
  public var name: String? {
    if let httpStatus { return "HTTP status \(httpStatus)" }
    return names.indices.contains(code) ? names[code] : nil
  }

  /// The name or `error code N`, followed by the flags.
  public var description: String {
    var text = name ?? "error code \(code)"
    if flags.contains(.nonProductionURL) { text += ", non-production URL" }
    if flags.contains(.developmentImage) { text += ", development image" }
    if flags.contains(.resumed) { text += ", resumed" }
    return text
  }
}

/// update_engine's exit codes; the index is the code.
private let names = [
  "success", "error", "request error", "response handler error", "filesystem copier error", "postinstall error",
  "set bootable flag error", "install device open error", "kernel device open error", "download transfer error",
  "payload hash mismatch", "payload size mismatch", "payload verification error", "new partition info error",
  "download write error", "new rootfs verification error", "new kernel verification error",
  "signed delta payload expected", "payload public-key verification error", "booted from firmware B",
  "download state initialization error", "invalid metadata magic", "signature missing in manifest",
  "manifest parse error", "metadata signature error", "metadata signature verification error",
  "metadata signature mismatch", "operation hash verification error", "operation execution error",
  "operation hash mismatch", "empty response", "response XML parse error", "invalid metadata size",
  "invalid metadata signature", "response invalid", "ignored per policy", "deferred per policy",
  "error in HTTP response", "operation hash missing", "metadata signature missing", "deferred for backoff",
  "postinstall powerwash", "PCR policy verification error", "PCR policy HTTP error", "rolled back",
]
