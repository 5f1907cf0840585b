/// Where check-ins go.
public protocol CheckInSink: Sendable {
  /// Takes what one request said and was answered, one frame per app, before the answer leaves.
  ///
  /// It never throws: a machine is answered whether its check-in can be kept or not.
  func record(_ checkIns: borrowing FrameBuffer)
}

extension CheckInSink {
  /// Takes check-ins that were made one by one.
  public func record(_ checkIns: [CheckIn]) {
    var frames = FrameBuffer()
    for checkIn in checkIns { frames.append(checkIn) }
    record(frames)
  }
}
