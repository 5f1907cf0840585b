internal import Catalog
internal import Omaha

/// A release: its packages, what machines are told of them, and which channels point to it.
package struct ReleaseReport: Codable {
  package let app: String
  package let version: String
  package let arch: String
  /// The version that a delta starts from.
  package let previous: String?
  /// The channels that point to it.
  package let targetOf: [String]
  /// The floors that it is.
  package let floors: [ChannelReport.RuleReport]
  /// What keeps it from being offered.
  package let blocks: [ChannelReport.RuleReport]
  /// What groups get instead of their channel's.
  package let pins: [GroupReport.Pin]
  package let codebases: [String]
  package let packages: [Package]
  package let actions: [Action]
  package let attributes: [String: String]
  package let file: String
  package let payloads: [String]

  /// One file of it.
  package struct Package: Codable {
    package let name: String
    package let size: UInt64
    package let sha1: HashReport?
    package let sha256: HashReport?
    package let required: Bool
    package let attributes: [String: String]
  }

  /// What machines do at an event.
  package struct Action: Codable {
    package let event: String
    package let attributes: [String: String]
  }

  /// - Parameter pins: The pins to its version.
  init(_ release: ReleaseFile, of app: CatalogApp, pins: [GroupReport.Pin], in repository: Repository) {
    self.app = app.id.key
    version = release.version.text
    arch = release.architecture.rawValue
    previous = release.previousVersion?.text
    targetOf = app.channels.filter { channel in
      channel.targets.contains { $0.version.text == release.version.text && $0.architecture == release.architecture }
    }.map(\.name)
    func concerns(_ architecture: Architecture?) -> Bool {
      [nil, .all, release.architecture].contains(architecture) || release.architecture == .all
    }
    floors = app.channels.flatMap { channel in
      channel.floors.filter { $0.version == release.version && concerns($0.architecture) }
        .map { ChannelReport.RuleReport(channel, $0.version, $0.architecture, $0.reason) }
    }
    blocks = app.channels.flatMap { channel in
      channel.blocks.filter { $0.version == release.version && concerns($0.architecture) }
        .map { ChannelReport.RuleReport(channel, $0.version, $0.architecture, $0.reason) }
    }
    self.pins = pins.filter { concerns(Architecture(rawValue: $0.arch)) }
    codebases = release.codebases.map(\.text)
    packages = release.manifest.packages.map {
      Package(
        name: $0.name, size: $0.size, sha1: HashReport(sha1: $0.sha1), sha256: HashReport(sha256: $0.sha256),
        required: $0.isRequired, attributes: Self.dictionary($0.attributes))
    }
    actions = release.manifest.actions.map { Action(event: $0.event, attributes: Self.dictionary($0.attributes)) }
    attributes = Self.dictionary(release.manifest.attributes)
    file = repository.releasePath(app.id, release.key)
    let directory = repository.payloadDirectory(app.id, release.key)
    payloads = release.manifest.packages.map { "\(directory)/\($0.name)" }
  }

  private static func dictionary(_ attributes: [Attribute]) -> [String: String] {
    Dictionary(attributes.map { ($0.name, $0.value) }) { first, _ in first }
  }
}
