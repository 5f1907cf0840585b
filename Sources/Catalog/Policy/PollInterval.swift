public import Omaha

/// How long the machines of a group wait between two checks (`poll-interval` and `poll-jitter` of a group).
public struct PollInterval: Hashable, Sendable {
  /// What update_engine accepts, in seconds: 45 minutes to 4 hours. It clamps everything else to it.
  public static let range = 2_700...14_400

  /// The interval, in seconds, within ``range``.
  public let seconds: Int
  /// By how many seconds at most an answer's interval is longer or shorter, 0 for not at all.
  public let jitter: Int

  /// Nil when the interval is out of ``range``, or the jitter is negative or as long as the interval.
  public init?(seconds: Int, jitter: Int = 0) {
    guard Self.range.contains(seconds), jitter >= 0, jitter < seconds else { return nil }
    self.seconds = seconds
    self.jitter = jitter
  }

  /// The interval that a machine is told at a moment, in seconds, within ``range``.
  ///
  /// The difference is taken from a hash of machine and moment (FNV-1a, with the last step of SplitMix64 to mix it), so that
  /// machines which were switched on together spread out, and the same question has the same answer on every host.
  public func seconds(for machineID: String, at now: Timestamp) -> Int {
    guard jitter > 0 else { return seconds }
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in machineID.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    hash ^= UInt64(bitPattern: now.seconds)
    hash = (hash ^ hash >> 30) &* 0xBF58_476D_1CE4_E5B9
    hash = (hash ^ hash >> 27) &* 0x94D0_49BB_1331_11EB
    hash ^= hash >> 31
    let offset = Int(hash % UInt64(2 * jitter + 1)) - jitter
    return min(max(seconds + offset, Self.range.lowerBound), Self.range.upperBound)
  }
}
