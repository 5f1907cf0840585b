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

  private static func prefix(_ own: String?, covers other: String?) -> Bool {
    guard let own else { return true }
    return other?.utf8.starts(with: own.utf8) == true
  }
}
