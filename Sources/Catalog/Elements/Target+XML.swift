internal import Omaha
internal import XML

// `<target arch="amd64" version="1.2" since="2026-11-23T10:00:00Z"/>` of a channel.

extension AppReader {
  mutating func readTarget(_ element: XMLElement, into targets: inout [Target], channel: String?) {
    let read = readVersioned(element, requiring: ["arch", "version"], allowing: ["since"])
    guard let architecture = read.architecture, let version = read.version else { return }
    guard !targets.contains(where: { $0.architecture == architecture }) else {
      return diagnostics.add("a second target for \(architecture.rawValue) in the same channel", at: element)
    }
    targets.append(Target(architecture: architecture, version: version, since: read.since))
    definition.lines.note(.target(channel: channel ?? "", architecture), element.line)
  }
}

extension Target {
  /// What `app.xml` has for it.
  package var attributes: ElementAttributes {
    ["arch": architecture.rawValue, "version": version.text, "since": since?.description]
  }
}
