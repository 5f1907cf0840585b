internal import Catalog
internal import CatalogEditing
internal import Omaha
internal import Reports

/// What machines of one kind are offered at a moment, and to which share of them.
private struct ShareOffer {
  let served: ServedGroup
  /// `group fleet`, or `channel stable` for the machines that no group of the file takes.
  let owner: String
  let target: Target
  /// What is offered: the target, or what is instead of a blocked one.
  let version: Version
  let isPaused: Bool
  /// How far its rollout is, whether it is paused or not.
  let progress: Share

  var group: Group { served.group }
  /// Who gets it.
  var share: Share { isPaused ? .none : progress }

  /// Nil when the app has no group for such a machine, or nothing for it.
  init?(_ described: DescribedMachine, in app: CatalogApp, at now: Timestamp) {
    let request = described.request
    guard let asking = request.apps.first, let running = Version(described.version) else { return nil }
    let machine = Machine(asking, of: request, version: running, hasARM: app.hasARM)
    guard let served = app.group(for: machine), let path = served.path(for: machine.architecture),
      let version = path.steps.last?.release?.version,
      served.group.selector.minimumVersion.map({ $0 < version }) ?? true
    else { return nil }
    self.served = served
    let isOwn = app.groups.suffix(app.channels.count).contains { $0 === served }
    owner = "\(isOwn ? "channel" : "group") \(served.group.name.escaped)"
    target = path.target
    self.version = version
    isPaused = app.isPaused || served.channel.isPaused || served.group.isPaused
    progress = served.group.rollout?.share(since: path.target.since, at: now) ?? .all
  }
}

/// What a change does at once to the share of some machines that gets a release.
private struct MovedShare {
  /// Nil when they were offered nothing.
  let old: ShareOffer?
  let new: ShareOffer
  /// The new group as it was; nil when it is new.
  let before: Group?
  /// Whether the target is the channel's, and was that before.
  let isTargetKept: Bool

  /// What comes before the version and the architecture, and what comes behind; nil when it is worth no words.
  var note: (head: String, tail: String)? {
    let isSame = old?.owner == new.owner
    if let old, isSame, old.isPaused != new.isPaused { return nil }
    if let old, old.version.text == new.version.text, old.share.short != new.share.short {
      if isTyped || new.group.isHotfix(of: old.group.name) { return nil }
      return isSame
        ? ("\(new.owner): ", " is for \(new.share.short) of its machines now, was for \(old.share.short)")
        : (
          "machines of \(old.owner) belong to \(new.owner) now: ",
          " is for \(new.share.short) of them, was for \(old.share.short)"
        )
    }
    let isOther = old?.version.text != new.version.text
    // Elsewhere nothing has begun now.
    guard isTargetKept, isOther ? isBegun : isRolloutNew, let rollout = new.group.rollout, rollout.needsSince,
      let since = new.target.since, isOther ? new.progress.short != first?.short : new.progress == .all
    else { return nil }
    let head = old.map { "machines of \($0.owner) belong to \(new.owner) now" }
    return (
      "\(isSame ? new.owner : head ?? new.owner): the rollout of ",
      " is at \(new.progress.short) already: it counts from the promotion at \(since)"
    )
  }

  /// Whether this change brings the rollout.
  private var isRolloutNew: Bool { before == nil || before?.rollout != new.group.rollout }

  /// Whether this change brings the rollout, or what is rolled out.
  private var isBegun: Bool {
    isRolloutNew || before?.channelName != new.group.channelName || before?.pins != new.group.pins
  }

  /// The share that a rollout begins with.
  private var first: Share? { new.target.since.flatMap { new.group.rollout?.share(since: $0, at: $0) } }

  /// Whether the share is what somebody has just asked for: a fixed one, or the beginning of a rollout where there was none.
  private var isTyped: Bool {
    guard let rollout = new.group.rollout, isRolloutNew else { return false }
    return !rollout.needsSince || before?.rollout == nil && new.progress.short == first?.short
  }
}

extension AppEditor {
  /// What people are told whose change lets more or fewer machines of a group have a release at once, or brings a rollout that is not
  /// at its beginning. What others say is left out: pauses, promotions, and hotfixes for some machines first.
  ///
  /// - Parameter before: The app as it was.
  func notes(ofSharesSince before: AppEditor, at now: Timestamp) throws(RepositoryError) -> [String] {
    let groups = before.groups + groups
    guard before.groups != self.groups || before.channels != channels,
      groups.contains(where: { $0.rollout != nil || $0.isPaused }),
      let old = try before.catalog()[appKey: app], let new = try catalog()[appKey: app]
    else { return [] }
    var notes: [(head: String, version: String, architectures: [String], tail: String)] = []
    for machine in old.kinds(and: new) {
      guard let offer = ShareOffer(machine, in: new, at: now) else { continue }
      let isKept = before.channel(named: offer.group.channelName)?.targets.contains(offer.target) == true
      let moved = MovedShare(
        old: ShareOffer(machine, in: old, at: now), new: offer, before: before.group(named: offer.group.name),
        isTargetKept: isKept)
      guard let (head, tail) = moved.note else { continue }
      let architecture = offer.target.architecture.rawValue
      let index = notes.firstIndex { $0.head == head && $0.version == offer.version.text && $0.tail == tail }
      if let index {
        if !notes[index].architectures.contains(architecture) { notes[index].architectures.append(architecture) }
      } else {
        notes.append((head, offer.version.text, [architecture], tail))
      }
    }
    return notes.map { "\($0.head)\($0.version) \($0.architectures.joined(separator: ", "))\($0.tail)" }
  }
}

extension CatalogApp {
  /// A machine of every kind that the groups of this app and of another tell apart, for each architecture.
  fileprivate func kinds(and other: CatalogApp) -> [DescribedMachine] {
    let left = groups.filter { group in
      !other.groups.contains { $0.group.name == group.group.name && $0.group.selector == group.group.selector }
    }
    let architectures = (groups + other.groups).flatMap { $0.paths.map(\.architecture) }.unique
    let tracks: [String?] = [nil] + (channels + other.channels).map(\.name).unique.map { $0 }
    return (other.groups + left).flatMap { group in
      let selector = group.group.selector
      var machine = DescribedMachine()
      machine.app = id.key
      machine.board = selector.board
      machine.oem = selector.oem
      machine.platform = selector.platform
      machine.alias = selector.aliasPrefix
      machine.machine = selector.machines?.anyone(selector.machinePrefix) ?? selector.machinePrefix?.text
      // The oldest that it takes and the newest: other groups may take some of them.
      let versions = [selector.minimumVersion?.text ?? "0", selector.maximumVersion?.text ?? "\(Int32.max)"].unique
      return (selector.track.map { [$0] } ?? tracks).flatMap { track in
        (selector.architecture.map { [$0] } ?? architectures).flatMap { architecture in
          versions.map { version in
            var one = machine
            one.track = track
            one.arch = architecture.rawValue
            one.version = version
            return one
          }
        }
      }
    }
  }
}
