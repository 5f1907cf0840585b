/// The question for an update: `<updatecheck>` of a request (Omaha 3.0).
public struct UpdateCheck: Hashable, Sendable {
  let attributes: AttributeList

  /// `targetversionprefix`: the versions that the machine's administrator allows. Absent and empty mean all of them, one that
  /// cannot be read none.
  public var targetVersionPrefix: TargetVersionPrefix? {
    attributes[.targetversionprefix].map { TargetVersionPrefix(sent: $0) }
  }

  /// `rollback_allowed`: whether the machine may be offered an older version. Absent means false.
  public var rollbackAllowed: Bool? { attributes.flag(.rollbackAllowed) }

  /// `updatedisabled`: whether the machine's administrator forbids updates. Absent means false.
  public var updateDisabled: Bool? { attributes.flag(.updatedisabled) }

  /// `sameversionupdate`: whether the client wants the version that it has once more. Absent means false.
  public var sameVersionUpdate: Bool? { attributes.flag(.sameversionupdate) }

  /// `release_channel`: the channel that the machine's administrator has chosen (Omaha for Windows).
  public var releaseChannel: String? { attributes[.releaseChannel] }

  /// An update check.
  public init(
    targetVersionPrefix: TargetVersionPrefix? = nil, rollbackAllowed: Bool? = nil, updateDisabled: Bool? = nil,
    sameVersionUpdate: Bool? = nil, releaseChannel: String? = nil
  ) {
    attributes = AttributeList([
      (.targetversionprefix, targetVersionPrefix?.text),
      (.rollbackAllowed, rollbackAllowed.map { RequestName.rollbackAllowed.row.kind.spelling($0) }),
      (.updatedisabled, updateDisabled.map { RequestName.updatedisabled.row.kind.spelling($0) }),
      (.sameversionupdate, sameVersionUpdate.map { RequestName.sameversionupdate.row.kind.spelling($0) }),
      (.releaseChannel, releaseChannel),
    ])
  }

  init(_ attributes: AttributeList) { self.attributes = attributes }
}
