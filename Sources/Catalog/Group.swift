/// Machines that are treated alike: a way to tell them, the channel that they follow, and the policies that hold them back.
public struct Group: Hashable, Sendable {
  /// The name, for logs and explanations.
  public let name: String
  /// Which machines belong here.
  public let selector: Selector
  /// The name of the channel that its machines follow; the app has it.
  public let channelName: String
  /// What its machines get instead of what the channel points to; at most one without an architecture or one for each.
  public let pins: [Pin]
  /// Whether nothing is offered (`updates="off"`).
  public let isPaused: Bool
  /// Whether a machine that allows it may be taken back to an older version (`rollback="allowed"`).
  public let allowsRollback: Bool
  /// How much of the group gets a release; nil for all of it.
  public let rollout: Rollout?
  /// When updates are offered.
  public let schedule: Schedule
  /// How long its machines wait between two checks; nil leaves it to them.
  public let pollInterval: PollInterval?

  /// A group.
  public init(
    name: String, selector: Selector = Selector(), channelName: String, pins: [Pin] = [], isPaused: Bool = false,
    allowsRollback: Bool = false, rollout: Rollout? = nil, schedule: Schedule = .always,
    pollInterval: PollInterval? = nil
  ) {
    self.name = name
    self.selector = selector
    self.channelName = channelName
    self.pins = pins
    self.isPaused = isPaused
    self.allowsRollback = allowsRollback
    self.rollout = rollout
    self.schedule = schedule
    self.pollInterval = pollInterval
  }

  /// The group that every channel is by itself: the machines that ask for the track of its name.
  init(channel: Channel) {
    self.init(name: channel.name, selector: Selector(track: channel.name), channelName: channel.name)
  }
}
