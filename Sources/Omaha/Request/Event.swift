/// What happened to an update on the client's machine: `<event>` of a request (Omaha 3.0).
public struct Event: Hashable, Sendable {
  /// `eventtype`.
  public let type: EventType?

  /// `eventresult`.
  public let result: EventResult?

  /// `errorcode`.
  public let errorCode: ErrorCode?

  /// `extracode1`: a number whose meaning depends on the error code.
  public let extraCode1: Int64?

  /// `previousversion`: the version before the update. update_engine sends `0.0.0.0` on its very first check and the
  /// empty string on ordinary ones.
  public let previousVersion: String?

  /// `nextversion`: the version after the update.
  public let nextVersion: String?

  /// `download_time_ms`, milliseconds.
  public let downloadTime: Int64?

  /// `downloaded`, bytes.
  public let downloaded: Int64?

  /// `total`, bytes.
  public let total: Int64?

  /// `update_check_time_ms`, milliseconds.
  public let updateCheckTime: Int64?

  /// `install_time_ms`, milliseconds.
  public let installTime: Int64?

  /// `source_url_index`: which of the codebases the download came from, from 0.
  public let sourceURLIndex: Int64?

  /// `state_cancelled`: the state in which the user cancelled.
  public let stateCancelled: Int64?

  /// `time_since_update_available_ms`, milliseconds.
  public let timeSinceUpdateAvailable: Int64?

  /// `time_since_download_start_ms`, milliseconds.
  public let timeSinceDownloadStart: Int64?

  /// An event.
  public init(
    type: EventType?, result: EventResult?, errorCode: ErrorCode? = nil, extraCode1: Int64? = nil,
    previousVersion: String? = nil, nextVersion: String? = nil, downloadTime: Int64? = nil, downloaded: Int64? = nil,
    total: Int64? = nil, updateCheckTime: Int64? = nil, installTime: Int64? = nil, sourceURLIndex: Int64? = nil,
    stateCancelled: Int64? = nil, timeSinceUpdateAvailable: Int64? = nil, timeSinceDownloadStart: Int64? = nil
  ) {
    self.type = type
    self.result = result
    self.errorCode = errorCode
    self.extraCode1 = extraCode1
    self.previousVersion = previousVersion
    self.nextVersion = nextVersion
    self.downloadTime = downloadTime
    self.downloaded = downloaded
    self.total = total
    self.updateCheckTime = updateCheckTime
    self.installTime = installTime
    self.sourceURLIndex = sourceURLIndex
    self.stateCancelled = stateCancelled
    self.timeSinceUpdateAvailable = timeSinceUpdateAvailable
    self.timeSinceDownloadStart = timeSinceDownloadStart
  }
}
