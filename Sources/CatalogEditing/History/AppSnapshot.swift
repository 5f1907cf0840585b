public import Catalog

/// What an `app.xml` said at some time.
public struct AppSnapshot {
  let definition: AppDefinition
  /// Whether nothing was offered to anybody.
  public var isPaused: Bool { definition.isPaused }
  /// The channels.
  public var channels: [Channel] { definition.channels }
  /// The groups of the file.
  public var groups: [Group] { definition.groups }

  /// Reads a text; nil when it is not valid.
  public init?(_ text: String?, in repository: Repository) {
    guard let text else { return nil }
    let document = AppDocument(text: Array(text.utf8), file: AppDefinition.fileName, root: repository.root)
    guard let definition = try? document.definition() else { return nil }
    self.definition = definition
  }

  /// Whether a group was offered nothing; nil when there was no such group.
  ///
  /// - Parameter name: A group of the file; a channel's own group otherwise.
  public func isPaused(group name: String) -> Bool? {
    let group = groups.first { $0.name == name }
    guard let channel = channels.first(where: { $0.name == group?.channelName ?? name }) else { return nil }
    return isPaused || channel.isPaused || group?.isPaused ?? false
  }
}
