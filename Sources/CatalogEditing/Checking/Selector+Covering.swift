package import Catalog
internal import Omaha

extension Selector {
  /// Whether every machine that fits the other selector fits this one, as far as the selectors alone tell.
  package func covers(_ other: Selector) -> Bool {
    func agrees<Value: Equatable>(_ own: Value?, _ others: Value?) -> Bool { own == nil || own == others }
    guard agrees(trackKey, other.trackKey), agrees(board, other.board), agrees(oem, other.oem),
      agrees(platform, other.platform), agrees(machines, other.machines)
    else { return false }
    // A board tells the architecture before anything else does.
    let othersArchitecture = other.board.flatMap { Architecture(board: $0) } ?? other.architecture
    guard agrees(architecture, othersArchitecture) else { return false }
    if let minimumVersion {
      guard let others = other.minimumVersion, others >= minimumVersion else { return false }
    }
    if let maximumVersion {
      guard let others = other.maximumVersion, others <= maximumVersion else { return false }
    }
    return Self.prefix(aliasPrefix, covers: other.aliasPrefix)
      && Self.prefix(machinePrefix?.text, covers: other.machinePrefix?.text)
  }

  /// Whether a machine may fit both, as far as the selectors alone tell.
  package func overlaps(_ other: Selector) -> Bool {
    func agrees<Value: Equatable>(_ own: Value?, _ others: Value?) -> Bool {
      own == nil || others == nil || own == others
    }
    func agrees(prefix own: String?, _ others: String?) -> Bool {
      own == nil || others == nil || Self.prefix(own, covers: others) || Self.prefix(others, covers: own)
    }
    if let minimumVersion, let highest = other.maximumVersion, highest < minimumVersion { return false }
    if let maximumVersion, let lowest = other.minimumVersion, lowest > maximumVersion { return false }
    return agrees(trackKey, other.trackKey) && agrees(architecture, other.architecture) && agrees(board, other.board)
      && agrees(oem, other.oem) && agrees(platform, other.platform) && agrees(prefix: aliasPrefix, other.aliasPrefix)
      && agrees(prefix: machinePrefix?.text, other.machinePrefix?.text)
  }

  private static func prefix(_ own: String?, covers other: String?) -> Bool {
    guard let own else { return true }
    return other?.utf8.starts(with: own.utf8) == true
  }
}
