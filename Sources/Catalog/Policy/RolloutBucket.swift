public import Omaha

/// Where a machine stands in the queue of a release: a number from 0 (first) up to 1, the same on every host.
///
/// It is the first 32 bits of SHA-256 over three lines without a line break at the end: the app's ID (lower case, without
/// braces), the release's version as the catalog writes it, the machine's ID (lower case, without braces, a GUID without
/// dashes). As a number of 2^32nds:
///
///     printf '%s\n%s\n%s' e96281a6-d1af-4bde-9a0a-97b76e56dc57 3815.2.0 abce671d61774703ac7be60715220bfe | sha256sum | cut -c1-8
public struct RolloutBucket: Hashable, Sendable {
  /// The bucket in 2^32nds.
  public let value: UInt32

  /// The bucket of a machine for a release of an app. A machine that has no ID comes last.
  public init(app: ApplicationID, version: Version, machineID: String?) {
    guard let machineID, !machineID.isEmpty else {
      value = .max
      return
    }
    value = Self.hash(app.key, version.text, MachineID(machineID).text)
  }

  private static func hash(_ app: String, _ version: String, _ machine: String) -> UInt32 {
    var message: [UInt8] = []
    // Two blocks with their padding hold the lines of nearly every machine.
    message.reserveCapacity(128)
    message.append(contentsOf: app.utf8)
    message.append(UInt8(ascii: "\n"))
    message.append(contentsOf: version.utf8)
    message.append(UInt8(ascii: "\n"))
    message.append(contentsOf: machine.utf8)
    return SHA256.leadingWord(of: message)
  }

  /// The bucket in millionths of the fleet, for people.
  public var millionths: Int { Int((UInt64(value) * 1_000_000) >> 32) }
}
