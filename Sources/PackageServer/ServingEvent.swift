/// What an operator is told of, besides the decisions, which the gateway logs.
public enum ServingEvent: Hashable, Sendable {
  /// A download has ended.
  case download(Download)
  /// A request that is neither a check nor a download was refused.
  case refused(client: String, method: String, path: String, status: Int)
  /// A file was written to since the server began; from now on nothing is offered.
  case changed(name: String)

  /// How a download ended.
  public struct Download: Hashable, Sendable {
    /// The machine's address.
    public let client: String
    /// The file's name.
    public let name: String
    /// The file's size in bytes.
    public let size: UInt64
    /// What was asked for of it.
    public let range: Range<UInt64>
    /// How many bytes of that the machine's side of the connection took.
    public let sent: UInt64

    /// Whether everything that was asked for was sent.
    public var isFinished: Bool { sent == UInt64(range.count) }
  }
}
