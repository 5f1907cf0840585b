/// Machines that are treated alike: a way to tell them and the channel that they follow.
public struct Group: Hashable, Sendable {
  /// The name, for logs and explanations.
  public let name: String
  /// The track that its machines ask for; nil matches every machine.
  public let track: String?
  /// The name of the channel that its machines follow; the app has it.
  public let channelName: String

  /// Whether a machine that asks for `track` belongs here.
  public func matches(track: String?) -> Bool { self.track == nil || self.track == track }
}
