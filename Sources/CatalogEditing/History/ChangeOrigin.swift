public import Omaha

/// Who changes an app, when, and by which command.
public struct ChangeOrigin: Hashable, Sendable {
  /// When.
  public let time: Timestamp
  /// The user's name.
  public let user: String
  /// The command line.
  public let command: String

  /// An origin.
  public init(time: Timestamp, user: String, command: String) {
    self.time = time
    self.user = user
    self.command = command
  }
}
