internal import Omaha
internal import Reports

/// A column of a fleet's file.
enum FleetColumn: String, CaseIterable {
  case app, version, track, board, arch, oem, platform, machine, alias
  case isDeltaOkay = "delta_okay"
  case targetVersionPrefix = "target_version_prefix"
  case isRollbackAllowed = "rollback_allowed"
  case isUpdateDisabled = "updatedisabled"

  /// Reads a name as options, files or the protocol write it: case, `-` and `_` do not count.
  init?(name: String) {
    func bare(_ name: String) -> String { name.lowercased().filter { $0 != "-" && $0 != "_" && $0 != " " } }
    let wanted = bare(name)
    switch wanted {
    case "appid": self = .app
    case "machineid", "id": self = .machine
    case "machinealias": self = .alias
    default:
      guard let column = Self.allCases.first(where: { bare($0.rawValue) == wanted }) else { return nil }
      self = column
    }
  }

  /// The names, for messages.
  static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

  /// Puts a value into a machine; false when it is none that the column can have. An empty one is left out.
  func set(_ value: String, of machine: inout DescribedMachine) -> Bool {
    if value.isEmpty { return true }
    switch self {
    case .app: machine.app = value
    case .version: machine.version = value
    case .track: machine.track = value
    case .board: machine.board = value
    case .arch: machine.arch = value
    case .oem: machine.oem = value
    case .platform: machine.platform = value
    case .machine: machine.machine = value
    case .alias: machine.alias = value
    case .isDeltaOkay: return Self.set(value, to: &machine.isDeltaOkay)
    case .isRollbackAllowed: return Self.set(value, to: &machine.isRollbackAllowed)
    case .isUpdateDisabled: return Self.set(value, to: &machine.isUpdateDisabled)
    case .targetVersionPrefix:
      machine.targetVersionPrefix = TargetVersionPrefix(value)
      return machine.targetVersionPrefix != nil
    }
    return true
  }

  private static func set(_ value: String, to flag: inout Bool?) -> Bool {
    switch value.lowercased() {
    case "true", "1": flag = true
    case "false", "0": flag = false
    default: return false
    }
    return true
  }
}
