package import Catalog
package import Omaha
package import UpdateService

/// Counts what the machines of a fleet are answered, app by app and group by group. The machines themselves are not kept.
package struct FleetTally {
  let now: Timestamp
  private let service: UpdateService
  private let baseURL: BaseURL?
  private(set) var machines = 0
  /// By the key of the app; those that the catalog does not have are one, so that a file cannot make up millions.
  private var apps: [String?: AppTally] = [:]

  /// The groups of an app that have machines. A group may have the name of a channel, which is a group by itself too.
  struct AppTally {
    var machines = 0
    var groups: [Group?: GroupTally] = [:]
  }

  package init(in catalog: Catalog, at now: Timestamp, baseURL: BaseURL?) {
    service = UpdateService(catalog: catalog)
    self.now = now
    self.baseURL = baseURL
  }

  /// Decides about a machine and counts it.
  package mutating func add(_ machine: DescribedMachine) {
    let request = machine.request
    guard let app = request.apps.first else { return }
    let decision = service.decide(app, of: request, at: now, baseURL: baseURL)
    let known = service.catalog.app(named: app.appID)
    let id = known?.id
    let runsBlocked = decision.runningBlock(app, of: request, known: known) != nil
    let architecture = MachineArchitecture(of: app, in: request, hasARM: known?.hasARM ?? true)
    machines += 1
    apps[id?.key, default: AppTally()].add(
      decision, on: decision.served?.path(for: architecture), of: app.machineID, runsBlocked: runsBlocked, app: id,
      at: now)
  }

  /// What was counted for each app of the catalog, in its order, then for those that it does not have.
  var tallies: [(app: CatalogApp?, tally: AppTally)] {
    let known = service.catalog.apps.compactMap { app in apps[app.id.key].map { (app: app as CatalogApp?, tally: $0) } }
    return known + (apps[nil].map { [(app: nil, tally: $0)] } ?? [])
  }
}

extension FleetTally.AppTally {
  /// - Parameter path: The one that the machine is on.
  mutating func add(
    _ decision: Decision, on path: UpdatePath?, of machineID: String?, runsBlocked: Bool, app: ApplicationID?,
    at now: Timestamp
  ) {
    machines += 1
    groups[decision.group, default: GroupTally(decision.group)].add(
      decision, on: path, of: machineID, runsBlocked: runsBlocked, app: app, at: now)
  }

  /// The groups that have machines in the order in which they are tried, then the machines that none took.
  func ordered(like app: CatalogApp?) -> [GroupTally] {
    var rest = groups
    return (app?.groups ?? []).compactMap { rest.removeValue(forKey: $0.group) } + Array(rest.values)
  }
}
