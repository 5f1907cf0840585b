internal import Catalog
internal import Omaha

/// The rules, one after the other as ``DecisionRule`` lists them.
extension UpdateService {
  func decide(
    _ app: Request.App, of request: Request, at now: Timestamp, baseURL: BaseURL?,
    trace: inout DecisionTrace?
  ) -> Decision {
    guard let known = catalog.app(for: app) else {
      guard app.applicationID != nil else {
        trace?.saw(.app, "\(app.appID.quoted) cannot be an application ID")
        return Decision(.invalidAppID)
      }
      trace?.saw(.app, "\(app.appID.quoted) is not in the catalog")
      return Decision(.unknownApp)
    }
    trace?.saw(.app, known.name.map { "\(known.id.key), \($0)" } ?? known.id.key)
    guard let version = Version(app.version) else {
      trace?.saw(.version, "\(app.version.quoted) is not a version")
      return Decision(.invalidVersion, isAsked: app.updateCheck != nil)
    }
    trace?.saw(.version, version.text)
    guard let check = app.updateCheck else {
      trace?.saw(.updateCheck, "not asked for")
      return Decision(.noUpdateCheck, isAsked: false)
    }
    trace?.saw(.updateCheck, "asked for")

    let machine = Machine(app, of: request, version: version, hasARM: known.hasARM)
    guard let served = group(of: machine, in: known, trace: &trace) else { return Decision(.noGroup) }
    let pollInterval = served.group.pollInterval?.seconds(for: machine.id ?? "", at: now)
    func hold(_ reason: Reason, _ target: Target? = nil) -> Decision {
      Decision(reason, served: served, target: target, pollInterval: pollInterval)
    }

    if known.isPaused || served.channel.isPaused || served.group.isPaused {
      trace?.saw(.updates, "off for \(Self.paused(known, served))")
      return hold(.updatesOff)
    }
    trace?.saw(.updates, "on")
    if check.updateDisabled == true {
      trace?.saw(.client, "the machine forbids updates (updatedisabled)")
      return hold(.disabledByClient)
    }
    trace?.saw(.client, "the machine allows updates")

    guard let path = served.path(for: machine.architecture) else {
      trace?.saw(
        .target, "channel \(served.channel.name) has none for \(Self.text(for: machine.architecture, served))")
      return hold(.noRelease)
    }
    let target = path.target
    trace?.saw(.target, Self.text(for: path, of: served, machine.architecture))

    // What is rare is asked first: comparing versions takes longer.
    let isRollback = served.group.allowsRollback && check.rollbackAllowed == true && target.version < version
    guard target.version > version || isRollback else {
      trace?.saw(.newer, Self.text(for: target, notNewerThan: version, served.group, check))
      return hold(.upToDate, target)
    }
    trace?.saw(
      .newer,
      isRollback
        ? "\(target.version) is older than \(version); group and machine allow the rollback"
        : "\(target.version) is newer than \(version)")

    // Backwards there is no floor: the target itself, or nothing.
    guard let step = isRollback ? path.steps.last : path.step(for: version) else { return hold(.noRelease, target) }
    var series: ReleaseSeries?
    switch Follower(app, of: request) {
    case .mirror:
      series =
        isRollback
        ? step.release.map { ReleaseSeries(target: $0) }
        : path.series(from: version, limit: Self.maximumManifests / max(request.apps.count, 1))
      trace?.saw(.floor, Self.text(for: step, of: path, series))
      // Without a release there is no series either, and the next rule says why.
      if series == nil, let release = step.release, release.version > version { return hold(.floorAhead, target) }
    case .simpleMirror where step.version != target.version:
      trace?.saw(.floor, "\(Self.text(for: step)), but the mirror would take it for the target")
      return hold(.floorAhead, target)
    case .machine, .simpleMirror:
      trace?.saw(.floor, step.version == target.version ? "none in the way" : Self.text(for: step))
    }
    guard let release = step.release, isRollback ? step.block == nil : release.version > version else {
      trace?.saw(.block, Self.text(for: step, instead: nil))
      return hold(.blocked, target)
    }
    trace?.saw(.block, step.block == nil ? "none" : Self.text(for: step, instead: release.version))

    if let prefix = check.targetVersionPrefix,
      let foreign = series?.entries.map(\.release.version).first(where: { !$0.hasPrefix(prefix) })
        ?? (release.version.hasPrefix(prefix) ? nil : release.version)
    {
      trace?.saw(.prefix, "the machine allows \(prefix.text.quoted), not \(foreign)")
      return hold(.prefixMismatch, target)
    }
    trace?.saw(.prefix, check.targetVersionPrefix.map { "the machine allows \($0.text.quoted)" } ?? "none")

    guard served.group.schedule.isOpen(at: now) else {
      trace?.saw(.window, Self.text(for: served.group.schedule, closedAt: now))
      return hold(.outsideWindow, target)
    }
    trace?.saw(.window, Self.text(for: served.group.schedule, openAt: now))

    if let rollout = served.group.rollout, !rollout.isComplete(since: target.since, at: now) || trace != nil {
      // The bucket is the target's: whoever is in the rollout goes all the way, over its floors too.
      let bucket = RolloutBucket(app: known.id, version: target.version, machineID: machine.id)
      guard rollout.includes(bucket, since: target.since, at: now) else {
        trace?.saw(.rollout, Self.text(for: rollout, bucket, machine, target, now))
        return hold(.rolloutPending, target)
      }
      trace?.saw(.rollout, Self.text(for: rollout, bucket, machine, target, now))
    } else {
      trace?.saw(.rollout, "none: everybody")
    }

    // A mirror passes a release on to machines of any version.
    let delta =
      series == nil && !step.deltas.isEmpty && app.deltaOK == true ? step.delta(from: version) : nil
    let offered = delta ?? release
    let codebases = series?.codebases ?? offered.codebases
    guard baseURL != nil || codebases.allSatisfy(\.isAbsolute) else {
      trace?.saw(.address, "\(codebases.first?.text ?? "") is relative, and the server's own URL is not known")
      return hold(.noBaseURL, target)
    }
    trace?.saw(
      .address, codebases.map { ($0.isAbsolute ? "" : baseURL?.text ?? "") + $0.text }.joined(separator: " "))
    trace?.saw(
      .delta, series == nil ? Self.text(for: step, delta, app, version) : "none for a mirror: the full payload")
    return Decision(
      isRollback ? .rollback : .offered, served: served, target: target, release: offered, series: series,
      pollInterval: pollInterval)
  }

  /// The first group that takes the machine.
  private func group(
    of machine: Machine, in app: CatalogApp, trace: inout DecisionTrace?
  ) -> ServedGroup? {
    let track = app.track(of: machine)
    for served in app.groups {
      guard let mismatch = served.mismatch(machine, track: track) else {
        trace?.saw(.group, "\(served.group.name): takes the machine")
        return served
      }
      trace?.saw(.group, "\(served.group.name): \(Self.text(for: mismatch, served.group.selector, machine, track))")
    }
    if app.groups.isEmpty { trace?.saw(.group, "the app has neither groups nor channels") }
    return nil
  }
}
