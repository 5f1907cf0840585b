/// Where check-ins go.
public protocol CheckInSink: Sendable {
  /// Takes what one request said and was answered, one value per app, before the answer leaves.
  ///
  /// It never throws: a machine is answered whether its check-in can be kept or not.
  func record(_ checkIns: [CheckIn])
}
