package import Omaha
internal import XML

/// What an app's `app.xml` says, with the lines that later checks point to.
package struct AppDefinition {
  /// The name of the file in the app's directory.
  package static let fileName = "app.xml"
  /// The largest file that is read, in bytes.
  package static let maximumSize = XMLLimits.standardSize

  package var id: ApplicationID?
  package var name: String?
  package var defaultArchitecture: Architecture?
  package var isPaused = false
  package var channels: [Channel] = []
  package var groups: [Group] = []
  /// Where everything stands that errors and warnings point to.
  package var lines = SourceLines()

  /// Something in the file that an error or a warning may be about.
  package enum Location: Hashable {
    case app
    case channel(String)
    case target(channel: String, Architecture)
    case floor(channel: String, Version, Architecture?)
    case pin(group: String, Architecture?)
    case group(String)
    case rollout(group: String)
    case machines(group: String)
    /// A window by its number in the group, from 0.
    case window(group: String, Int)
  }

  /// Whether a target, a rule or a group is for 32-bit ARM.
  var hasARM: Bool {
    channels.contains { channel in
      channel.targets.contains { $0.architecture == .arm } || channel.floors.contains { $0.architecture == .arm }
        || channel.blocks.contains { $0.architecture == .arm }
    }
      || groups.contains { group in
        group.pins.contains { $0.architecture == .arm } || group.selector.architecture == .arm
      }
  }
}
