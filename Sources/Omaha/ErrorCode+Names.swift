/// The exit codes of update_engine of CoreOS and Flatcar (`action_processor.h`). ChromeOS means something else by 6 and by 42 to 44.
extension ErrorCode {
  /// 0, success.
  public static let success = ErrorCode(rawValue: 0)
  /// 1, error.
  public static let error = ErrorCode(rawValue: 1)
  /// 2, request error.
  public static let requestError = ErrorCode(rawValue: 2)
  /// 3, response handler error.
  public static let responseHandlerError = ErrorCode(rawValue: 3)
  /// 4, filesystem copier error.
  public static let filesystemCopierError = ErrorCode(rawValue: 4)
  /// 5, postinstall error: the payload's own script failed, such as that which fetches Flatcar's other packages.
  public static let postinstallError = ErrorCode(rawValue: 5)
  /// 6, set bootable flag error.
  public static let setBootableFlagError = ErrorCode(rawValue: 6)
  /// 7, install device open error.
  public static let installDeviceOpenError = ErrorCode(rawValue: 7)
  /// 8, kernel device open error.
  public static let kernelDeviceOpenError = ErrorCode(rawValue: 8)
  /// 9, download transfer error: the download was broken off.
  public static let downloadTransferError = ErrorCode(rawValue: 9)
  /// 10, payload hash mismatch: the payload's SHA-256 is not that of the action.
  public static let payloadHashMismatch = ErrorCode(rawValue: 10)
  /// 11, payload size mismatch: the payload has too many or too few bytes.
  public static let payloadSizeMismatch = ErrorCode(rawValue: 11)
  /// 12, payload verification error.
  public static let payloadVerificationError = ErrorCode(rawValue: 12)
  /// 13, new partition info error.
  public static let newPartitionInfoError = ErrorCode(rawValue: 13)
  /// 14, download write error.
  public static let downloadWriteError = ErrorCode(rawValue: 14)
  /// 15, new rootfs verification error.
  public static let newRootfsVerificationError = ErrorCode(rawValue: 15)
  /// 16, new kernel verification error.
  public static let newKernelVerificationError = ErrorCode(rawValue: 16)
  /// 17, signed delta payload expected: the payload has no signature.
  public static let signedDeltaPayloadExpected = ErrorCode(rawValue: 17)
  /// 18, payload public-key verification error: the payload's signature is not by the key of the machine's image.
  public static let payloadPublicKeyVerificationError = ErrorCode(rawValue: 18)
  /// 19, booted from firmware B.
  public static let bootedFromFirmwareB = ErrorCode(rawValue: 19)
  /// 20, download state initialization error.
  public static let downloadStateInitializationError = ErrorCode(rawValue: 20)
  /// 21, invalid metadata magic.
  public static let invalidMetadataMagic = ErrorCode(rawValue: 21)
  /// 22, signature missing in manifest.
  public static let signatureMissingInManifest = ErrorCode(rawValue: 22)
  /// 23, manifest parse error.
  public static let manifestParseError = ErrorCode(rawValue: 23)
  /// 24, metadata signature error.
  public static let metadataSignatureError = ErrorCode(rawValue: 24)
  /// 25, metadata signature verification error.
  public static let metadataSignatureVerificationError = ErrorCode(rawValue: 25)
  /// 26, metadata signature mismatch.
  public static let metadataSignatureMismatch = ErrorCode(rawValue: 26)
  /// 27, operation hash verification error.
  public static let operationHashVerificationError = ErrorCode(rawValue: 27)
  /// 28, operation execution error.
  public static let operationExecutionError = ErrorCode(rawValue: 28)
  /// 29, operation hash mismatch.
  public static let operationHashMismatch = ErrorCode(rawValue: 29)
  /// 30, empty response.
  public static let emptyResponse = ErrorCode(rawValue: 30)
  /// 31, response XML parse error.
  public static let responseXMLParseError = ErrorCode(rawValue: 31)
  /// 32, invalid metadata size.
  public static let invalidMetadataSize = ErrorCode(rawValue: 32)
  /// 33, invalid metadata signature.
  public static let invalidMetadataSignature = ErrorCode(rawValue: 33)
  /// 34, response invalid: the response has no update check, or one with another status than ok and noupdate.
  public static let responseInvalid = ErrorCode(rawValue: 34)
  /// 35, ignored per policy.
  public static let ignoredPerPolicy = ErrorCode(rawValue: 35)
  /// 36, deferred per policy.
  public static let deferredPerPolicy = ErrorCode(rawValue: 36)
  /// 37, error in HTTP response.
  public static let errorInHTTPResponse = ErrorCode(rawValue: 37)
  /// 38, operation hash missing.
  public static let operationHashMissing = ErrorCode(rawValue: 38)
  /// 39, metadata signature missing.
  public static let metadataSignatureMissing = ErrorCode(rawValue: 39)
  /// 40, deferred for backoff: the machine waits after failures before it downloads again.
  public static let deferredForBackoff = ErrorCode(rawValue: 40)
  /// 41, postinstall powerwash.
  public static let postinstallPowerwash = ErrorCode(rawValue: 41)
  /// 42, PCR policy verification error.
  public static let pcrPolicyVerificationError = ErrorCode(rawValue: 42)
  /// 43, PCR policy HTTP error.
  public static let pcrPolicyHTTPError = ErrorCode(rawValue: 43)
  /// 44, rolled back: the machine was rolled back to the version before the update (Flatcar); sent without flags.
  public static let rolledBack = ErrorCode(rawValue: 44)

  /// 2000+N: the server answered a request with HTTP status N. 2000 alone is no HTTP answer.
  ///
  /// - Parameter status: 0...998.
  public static func httpStatus(_ status: Int) -> ErrorCode { ErrorCode(rawValue: 2000 + status) }
}
