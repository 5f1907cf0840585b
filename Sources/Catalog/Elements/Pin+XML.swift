internal import Omaha
internal import XML

// `<pin version="1.2" arch="amd64" since="2026-11-23T10:00:00Z"/>` of a group.

extension AppReader {
  mutating func readPin(_ element: XMLElement, into pins: inout [Pin], group: String?) {
    let read = readVersioned(element, requiring: ["version"], allowing: ["arch", "since"])
    let architecture = read.architecture
    guard let version = read.version else { return }
    if pins.contains(where: { $0.architecture == architecture }) {
      diagnostics.add("a second pin for the same architecture", at: element)
    } else if !pins.isEmpty, architecture == nil || pins.contains(where: { $0.architecture == nil }) {
      diagnostics.add("a pin without arch is for every architecture and stands alone", at: element)
    }
    pins.append(Pin(version: version, architecture: architecture, since: read.since))
    definition.lines.note(.pin(group: group ?? "", architecture), element.line)
  }
}

extension Pin {
  /// What `app.xml` has for it.
  package var attributes: ElementAttributes {
    ["version": version.text, "arch": architecture?.rawValue, "since": since?.description]
  }
}
