internal import ArgumentParser
internal import Catalog
internal import Fleet
internal import Omaha
internal import UpdateService

/// Which machines are meant.
struct MachineFilterOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Only machines of this app.", valueName: "id"), completion: .apps,
    transform: MachineFilterOptions.app)
  var app: String?

  @Option(help: ArgumentHelp("Only machines of this group.", valueName: "name"), completion: .groups)
  var group: String?

  @Option(
    help: ArgumentHelp("Only machines in this state.", valueName: "state"),
    completion: .list(MachineState.allCases.map(\.rawValue)), transform: MachineFilterOptions.state)
  var state: MachineState?

  @Option(help: ArgumentHelp("Only machines that run this version.", valueName: "v"), completion: .versions)
  var version: String?

  @Option(help: ArgumentHelp("Only machines whose target is this version.", valueName: "v"), completion: .targets)
  var target: String?

  @Option(
    help: ArgumentHelp(
      "Only machines that were offered this version, whatever came of it; the last 17 are remembered.", valueName: "v"),
    completion: .targets)
  var offered: String?

  @Option(help: ArgumentHelp("Only machines that ask for this track.", valueName: "t"), completion: .tracks)
  var track: String?

  @Option(help: ArgumentHelp("Only machines of this architecture.", valueName: "arch"), completion: .architectures)
  var arch: String?

  @Option(help: ArgumentHelp("Only machines of this OEM platform.", valueName: "oem"), completion: .oems)
  var oem: String?

  @Option(help: ArgumentHelp("Only machines with this alias.", valueName: "name"))
  var alias: String?

  @Option(
    help: ArgumentHelp("Only machines whose last answer has this reason.", valueName: "reason"),
    completion: .list(Reason.allCases.map(\.rawValue)))
  var reason: String?

  @Option(
    help: ArgumentHelp("Only machines that were not seen for this long, such as 7d or 12h.", valueName: "period"),
    transform: MachineFilterOptions.period)
  var unseen: Period?

  // Negative codes begin with a dash.
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Only machines whose last error has this code, without its flags.", valueName: "code"))
  var error: Int64?

  @Flag(help: "Only IDs that several machines have used by turns within two days.")
  var cloned = false

  /// The filter at a moment in milliseconds.
  func filter(at now: Int64) -> MachineFilter {
    var filter = MachineFilter()
    filter.app = app
    filter.group = group
    filter.state = state
    filter.version = version
    filter.target = target
    filter.offered = offered
    filter.track = track
    filter.architecture = arch
    filter.oem = oem
    filter.alias = alias
    filter.reason = reason
    filter.seenBefore = unseen.map { now - $0.seconds * 1_000 }
    filter.errorCode = error.map { Int64(ErrorCode(rawValue: Int($0)).code) }
    filter.clonedSince = cloned ? now - KnownMachine.clonedFor + 1 : nil
    return filter
  }

  static func app(_ text: String) throws -> String {
    guard let app = ApplicationID(text) else { throw ValidationError("\(text.quoted) cannot be an application ID.") }
    return app.key
  }

  static func state(_ text: String) throws -> MachineState {
    guard let state = MachineState(rawValue: text) else {
      let all = MachineState.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("\(text.quoted) is no state. There are: \(all).")
    }
    return state
  }

  static func order(_ text: String) throws -> MachineOrder {
    guard let order = MachineOrder(rawValue: text) else { throw ValidationError("\(text.quoted) is no order.") }
    return order
  }

  static func period(_ text: String) throws -> Period {
    guard let period = Period(typed: text) else {
      throw ValidationError("\(text.quoted) is no period such as 7d or 12h.")
    }
    return period
  }
}
