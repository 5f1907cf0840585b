/// Why an address cannot be listened at.
public struct ServingError: Error, Hashable {
  /// The system's errno.
  public let code: Int32

  /// An error of the system.
  public init(code: Int32) { self.code = code }
}
