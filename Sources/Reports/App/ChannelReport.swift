internal import Catalog
internal import Omaha

/// A channel: what it points to, demands and blocks.
package struct ChannelReport: Codable {
  package let channel: String
  package let updates: AppReport.Switch
  package let targets: [TargetReport]
  package let floors: [RuleReport]
  package let blocks: [RuleReport]

  /// What it points to for one architecture.
  package struct TargetReport: Codable {
    package let arch: String
    package let version: String
    package let since: String?

    init(_ target: Target) {
      arch = target.architecture.rawValue
      version = target.version.text
      since = target.since?.description
    }
  }

  /// A floor or a block.
  package struct RuleReport: Codable {
    package let channel: String
    package let version: String
    package let arch: String
    package let reason: String?

    init(_ channel: Channel, _ version: Version, _ architecture: Architecture?, _ reason: String?) {
      self.channel = channel.name
      self.version = version.text
      arch = (architecture ?? .all).rawValue
      self.reason = reason
    }
  }

  init(_ channel: Channel) {
    self.channel = channel.name
    updates = AppReport.Switch(isPaused: channel.isPaused)
    targets = channel.targets.map { TargetReport($0) }
    floors = channel.floors.map { RuleReport(channel, $0.version, $0.architecture, $0.reason) }
    blocks = channel.blocks.map { RuleReport(channel, $0.version, $0.architecture, $0.reason) }
  }
}
