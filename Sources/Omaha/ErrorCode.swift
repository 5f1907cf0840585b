/// Why an update failed: `errorcode` of an `<event>`.
///
/// update_engine adds flags to the code of an action and prints the whole as `%d`, so that the highest flag makes it
/// negative; 2000+N means that the server answered HTTP N. Other clients send numbers of their own, often negative ones,
/// which carry no flags.
public struct ErrorCode: RawRepresentable, Hashable, Sendable {
  /// What update_engine adds to the code.
  public struct Flags: OptionSet, Hashable, Sendable {
    /// The bits on the wire.
    public let rawValue: Int

    /// A set of flags.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// 0x10000000, the update came from a server that is not the vendor's.
    public static let nonProductionURL = Flags(rawValue: 0x1000_0000)
    /// 0x20000000, the machine runs a development image.
    public static let developmentImage = Flags(rawValue: 0x2000_0000)
    /// 0x40000000, the download was resumed.
    public static let resumed = Flags(rawValue: 0x4000_0000)
    /// 0x80000000, the machine is in developer mode (ChromeOS).
    public static let developerMode = Flags(rawValue: 0x8000_0000)
  }

  /// The number on the wire, flags included.
  public let rawValue: Int

  /// An error code; a number that this library does not know is kept.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// The flags; empty for a number that cannot carry any.
  public var flags: Flags { flagged.map { Flags(rawValue: $0 & 0xF000_0000) } ?? [] }

  /// The number without its flags.
  public var code: Int { flagged.map { $0 & 0x0FFF_FFFF } ?? rawValue }

  /// The status N of the server's answer, 1...998, when the code is 2000+N. 2000 is no answer, 2999 any other status.
  public var httpStatus: Int? { (2001...2998).contains(code) ? code - 2000 : nil }

  /// Whether clients of a family send the code when a check or a ping has failed, so that no update was under way.
  ///
  /// 2, 30, 31, 34, 37 and 2000...2999; of ChromeOS also those by which a check ends that turns its answer down or cannot read it.
  public func isOfCheck(in family: ClientFamily) -> Bool {
    switch code {
    case 2, 30, 31, 34, 37, 2000...2999: family != .other
    case 46, 49, 50, 53, 55: family == .chromeOS
    default: false
    }
  }

  /// The 32 bits of a number that update_engine may have sent, as a positive number; nil for any other.
  ///
  /// Windows has negative numbers of its own (`0x80040810`). update_engine's codes are below 3000, and the numbers of Windows are not.
  private var flagged: Int? {
    if (0...0x7FFF_FFFF).contains(rawValue) { return rawValue }
    guard (-0x8000_0000...0xFFFF_FFFF).contains(rawValue) else { return nil }
    let bits = rawValue & 0xFFFF_FFFF
    return bits & 0x0FFF_FFFF < 3000 ? bits : nil
  }
}

extension ErrorCode: CustomStringConvertible {
  /// The name that update_engine of CoreOS and Flatcar has for the code, without the flags; nil for a number without one.
  public var name: String? { name(in: .updateEngine) }

  /// The name or `error code N`, followed by the flags, as update_engine of CoreOS and Flatcar means them.
  public var description: String { description(in: .updateEngine) }

  /// The name that clients of a family have for the code, without the flags; nil for a number without one.
  public func name(in family: ClientFamily) -> String? {
    guard family != .other else { return nil }
    switch code {
    case 2000: return "no HTTP answer"
    case 2001...2998: return "the server answered HTTP \(code - 2000)"
    case 2999: return "the server answered with an odd HTTP status"
    default: break
    }
    if family == .chromeOS, let name = chromeOSNames(code) { return name }
    return names.indices.contains(code) ? names[code] : nil
  }

  /// The name or `error code N`, followed by the flags, as clients of a family mean them.
  public func description(in family: ClientFamily) -> String {
    guard family != .other else { return "error code \(rawValue)" }
    var text = name(in: family) ?? "error code \(code)"
    let flags = flags
    if flags.contains(.nonProductionURL) { text += ", non-production URL" }
    if flags.contains(.developmentImage) { text += ", development image" }
    if flags.contains(.resumed) { text += ", resumed" }
    if flags.contains(.developerMode) { text += ", developer mode" }
    return text
  }
}

/// The exit codes of update_engine of CoreOS and Flatcar; the index is the code.
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

/// Where ChromeOS's exit codes differ from those of CoreOS, and those that it has beyond them (`error_code.h`).
private func chromeOSNames(_ code: Int) -> String? {
  switch code {
  case 6: "payload of another type"
  case 42: "cancelled by a change of channel"
  case 43: "read-only firmware not updatable"
  case 44: "unsupported major payload version"
  case 45: "unsupported minor payload version"
  case 46: "entity declaration in the response"
  case 47: "filesystem verification error"
  case 48: "cancelled by the user"
  case 49: "not critical, and the machine is not set up"
  case 50: "ignored over a cellular connection"
  case 51: "payload timestamp error"
  case 52: "updated but not active"
  case 53: "no update"
  case 54: "rollback not possible"
  case 55: "first active ping not recorded"
  case 56: "verity calculation error"
  default: nil
  }
}
