internal import Catalog
internal import Omaha

/// A release as `list` and `show` print it.
struct ReleaseDescription: Encodable {
  let app: String
  let version: String
  let arch: String
  /// The version that a delta starts from.
  let previous: String?
  let channels: [String]
  let codebases: [String]
  let packages: [PackageDescription]
  let actions: [[String: String]]
  let attributes: [String: String]
  let file: String
  let payloads: [String]

  struct PackageDescription: Encodable {
    let name: String
    let size: UInt64
    let sha1: String
    let sha256: String
    let required: Bool
    let attributes: [String: String]
  }

  init(_ release: ReleaseFile, of app: CatalogApp, in repository: Repository) {
    self.app = app.id.key
    version = release.version.text
    arch = release.architecture.rawValue
    previous = release.previousVersion?.text
    channels = app.channels.filter { channel in
      channel.targets.contains { $0.version.text == release.version.text && $0.architecture == release.architecture }
    }.map(\.name)
    codebases = release.codebases.map(\.text)
    packages = release.manifest.packages.map {
      PackageDescription(
        name: $0.name, size: $0.size, sha1: $0.sha1 ?? "", sha256: $0.sha256 ?? "", required: $0.isRequired,
        attributes: Self.dictionary($0.attributes))
    }
    actions = release.manifest.actions.map { action in
      Self.dictionary(action.attributes).merging(["event": action.event]) { first, _ in first }
    }
    attributes = Self.dictionary(release.manifest.attributes)
    file = repository.releasePath(app.id, release.key)
    let directory = repository.payloadDirectory(app.id, release.key)
    payloads = release.manifest.packages.map { "\(directory)/\($0.name)" }
  }

  private static func dictionary(_ attributes: [Attribute]) -> [String: String] {
    Dictionary(attributes.map { ($0.name, $0.value) }) { first, _ in first }
  }

  /// One line per fact.
  var text: String {
    var table = Table()
    table.add("app", app)
    table.add("version", version)
    table.add("arch", arch)
    if let previous { table.add("delta from", previous) }
    table.add("channels", channels.isEmpty ? "none" : channels.joined(separator: ", "))
    for codebase in codebases { table.add("codebase", codebase) }
    for (name, value) in attributes.sorted(by: { $0.key < $1.key }) { table.add("manifest \(name)", value) }
    for (package, path) in zip(packages, payloads) {
      table.add("package", package.name)
      table.add("size", "\(package.size)")
      table.add("sha1", package.sha1)
      table.add("sha256", package.sha256)
      table.add("required", "\(package.required)")
      for (name, value) in package.attributes.sorted(by: { $0.key < $1.key }) { table.add("package \(name)", value) }
      table.add("payload", path)
    }
    for action in actions {
      let event = action["event"] ?? ""
      for (name, value) in action.sorted(by: { $0.key < $1.key }) where name != "event" {
        table.add("\(event) \(name)", value)
      }
    }
    table.add("file", file)
    return table.text()
  }
}
