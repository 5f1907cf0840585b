public import Omaha

/// The stages of an update as update_engine reports them, one event each.
extension Event {
  /// 13/1, the download has begun.
  public static let downloading = Event(type: .updateDownloadStarted, result: .success)

  /// 14/1, the download has finished.
  public static let downloaded = Event(type: .updateDownloadFinished, result: .success)

  /// 3/1, the update is installed and waits for a restart.
  public static let installed = Event(type: .updateComplete, result: .success)

  /// 3/2, the update is complete: the machine runs it.
  ///
  /// - Parameter previousVersion: What ran before. Every check of update_engine has this event, with an empty version where nothing changed.
  public static func complete(from previousVersion: String) -> Event {
    Event(type: .updateComplete, result: .successReboot, previousVersion: previousVersion)
  }

  /// 3/0, the update failed.
  ///
  /// - Parameter code: Why, such as ``ErrorCode/payloadHashMismatch``.
  public static func failed(_ code: ErrorCode) -> Event {
    Event(type: .updateComplete, result: .error, errorCode: code)
  }

  /// 3/9, the update waits, as after several failures.
  ///
  /// - Parameter code: Why, such as ``ErrorCode/deferredForBackoff``.
  public static func deferred(_ code: ErrorCode) -> Event {
    Event(type: .updateComplete, result: .updateDeferred, errorCode: code)
  }
}
