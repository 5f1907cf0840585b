/// Apps whose machines are updated by update_engine and have the application ID built in.
public enum WellKnownApp: Hashable, Sendable {
  /// CoreOS Container Linux and Flatcar.
  case containerLinux
  /// ChromeOS, and what is built from its sources.
  case chromeOS
  /// The tablets of reMarkable.
  case reMarkable

  /// The app of an ID; nil when it is none of these.
  public init?(_ id: ApplicationID) {
    switch id.key {
    case "e96281a6-d1af-4bde-9a0a-97b76e56dc57": self = .containerLinux
    case "87efface-864d-49a5-9bb3-4b050a7c227a", "90f229ce-83e2-4faf-8479-e368a34938b1": self = .chromeOS
    case "98da7df2-4e3e-4744-9de6-ec931886abab": self = .reMarkable
    default: return nil
    }
  }
}
