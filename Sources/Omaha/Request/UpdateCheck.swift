/// The question for an update: `<updatecheck>` of a request (Omaha 3.0).
public struct UpdateCheck: Hashable, Sendable {
  /// `targetversionprefix`: the versions that the machine's administrator allows.
  public let targetVersionPrefix: TargetVersionPrefix?

  /// `rollback_allowed`: whether the machine may be offered an older version.
  public let rollbackAllowed: Bool?

  /// `updatedisabled`: whether the machine's administrator forbids updates.
  public let updateDisabled: Bool?

  /// `sameversionupdate`: whether the client wants the version that it has once more.
  public let sameVersionUpdate: Bool?

  /// An update check.
  public init(
    targetVersionPrefix: TargetVersionPrefix? = nil, rollbackAllowed: Bool? = nil, updateDisabled: Bool? = nil,
    sameVersionUpdate: Bool? = nil
  ) {
    self.targetVersionPrefix = targetVersionPrefix
    self.rollbackAllowed = rollbackAllowed
    self.updateDisabled = updateDisabled
    self.sameVersionUpdate = sameVersionUpdate
  }
}
