/// How much the journal takes.
public struct JournalLimits: Hashable, Sendable {
  /// The size at which a segment is ended and the next one begun, in bytes.
  public var segmentBytes = 16 << 20

  /// The age at which a segment is ended, in milliseconds.
  public var segmentAge: Int64 = 3_600_000

  /// The most bytes that all segments take together. Where a tenth of the file system is less, that counts.
  public var totalBytes = 2 << 30

  /// How long a thread waits for another one that is appending, in milliseconds; then its check-ins are dropped. Appending
  /// takes less than a microsecond, so whoever takes so long waits for a disk. Many disks are away for half a second now and then.
  public var timeout: Int64 = 900

  /// The same for a while after a thread has waited longer than this, in milliseconds. Where a disk is away again and again, machines would
  /// wait most of the time.
  public var timeoutAgain: Int64 = 250

  /// How long that while is, in milliseconds.
  public var recovery: Int64 = 10_000

  /// How long nothing is tried after the system refused, in milliseconds. On a full disk each try can take milliseconds.
  public var retryAfter: Int64 = 1_000

  /// The limits for production.
  public init() {}
}
