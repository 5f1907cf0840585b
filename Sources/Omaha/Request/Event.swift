/// What happened to an update on the client's machine: `<event>` of a request (Omaha 3.0).
///
/// Type, result and error code are 0 when they are absent. Every other attribute is nil then; the numbers mean 0, those since a
/// moment -2 ("there was none"), the versions `0.0.0.0`.
public struct Event: Hashable, Sendable {
  /// The attributes as they were sent, for the encoder.
  let attributes: AttributeList

  /// `eventtype`; 0 (unknown) when absent.
  public var type: EventType { EventType(rawValue: attributes.number(.eventtype) ?? 0) }

  /// `eventresult`; 0 (error) when absent.
  public var result: EventResult { EventResult(rawValue: attributes.number(.eventresult) ?? 0) }

  /// `errorcode`; 0 when absent.
  public var errorCode: ErrorCode { ErrorCode(rawValue: attributes.number(.errorcode) ?? 0) }

  /// `extracode1`: a number whose meaning depends on the error code.
  public var extraCode1: Int64? { attributes.number(.extracode1) }

  /// `previousversion`: the version before the update. update_engine sends `0.0.0.0` on its very first check and the
  /// empty string on ordinary ones.
  public var previousVersion: String? { attributes[.previousversion] }

  /// `nextversion`: the version after the update.
  public var nextVersion: String? { attributes[.nextversion] }

  /// `download_time_ms`, milliseconds.
  public var downloadTime: Int64? { attributes.number(.downloadTime) }

  /// `downloaded`, bytes.
  public var downloaded: Int64? { attributes.number(.downloaded) }

  /// `total`, bytes.
  public var total: Int64? { attributes.number(.total) }

  /// `update_check_time_ms`, milliseconds.
  public var updateCheckTime: Int64? { attributes.number(.updateCheckTime) }

  /// `install_time_ms`, milliseconds.
  public var installTime: Int64? { attributes.number(.installTime) }

  /// `source_url_index`: which of the codebases the download came from, from 0.
  public var sourceURLIndex: Int64? { attributes.number(.sourceURLIndex) }

  /// `state_cancelled`: the state in which the user cancelled.
  public var stateCancelled: Int64? { attributes.number(.stateCancelled) }

  /// `time_since_update_available_ms`, milliseconds.
  public var timeSinceUpdateAvailable: Int64? { attributes.number(.timeSinceUpdateAvailable) }

  /// `time_since_download_start_ms`, milliseconds.
  public var timeSinceDownloadStart: Int64? { attributes.number(.timeSinceDownloadStart) }

  /// Calls `body` with each attribute that was sent and its value in UTF-8.
  package func forEachAttribute(_ body: (RequestName, UnsafeBufferPointer<UInt8>) -> Void) {
    unsafe attributes.forEach(body)
  }

  /// Whether something went wrong on the machine: the result is one of the errors.
  public var isFailure: Bool {
    switch result {
    case .error, .errorInstallerMSI, .errorInstallerOther, .errorInstallerSystem, .handoffError: true
    default: false
    }
  }

  /// An event; what is nil is not written.
  public init(
    type: EventType?, result: EventResult?, errorCode: ErrorCode? = nil, extraCode1: Int64? = nil,
    previousVersion: String? = nil, nextVersion: String? = nil, downloadTime: Int64? = nil, downloaded: Int64? = nil,
    total: Int64? = nil, updateCheckTime: Int64? = nil, installTime: Int64? = nil, sourceURLIndex: Int64? = nil,
    stateCancelled: Int64? = nil, timeSinceUpdateAvailable: Int64? = nil, timeSinceDownloadStart: Int64? = nil
  ) {
    attributes = AttributeList([
      (.eventtype, type.map { String($0.rawValue) }), (.eventresult, result.map { String($0.rawValue) }),
      (.errorcode, errorCode.map { String($0.rawValue) }), (.extracode1, extraCode1.map(String.init)),
      (.previousversion, previousVersion), (.nextversion, nextVersion), (.downloadTime, downloadTime.map(String.init)),
      (.downloaded, downloaded.map(String.init)), (.total, total.map(String.init)),
      (.updateCheckTime, updateCheckTime.map(String.init)), (.installTime, installTime.map(String.init)),
      (.sourceURLIndex, sourceURLIndex.map(String.init)), (.stateCancelled, stateCancelled.map(String.init)),
      (.timeSinceUpdateAvailable, timeSinceUpdateAvailable.map(String.init)),
      (.timeSinceDownloadStart, timeSinceDownloadStart.map(String.init)),
    ])
  }

  init(_ attributes: AttributeList) { self.attributes = attributes }
}
