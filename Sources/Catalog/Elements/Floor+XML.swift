internal import Omaha
internal import XML

// `<floor version="1.2" arch="amd64" reason="new partition layout"/>` of a channel.

extension AppReader {
  mutating func readFloor(_ element: XMLElement, into floors: inout [Floor], channel: String?) {
    guard let (version, architecture, reason) = readRule(element) else { return }
    if floors.contains(where: { $0.version == version && $0.architecture == architecture }) {
      diagnostics.add("a second floor at \(version.text) in the same channel", at: element)
    }
    floors.append(Floor(version: version, architecture: architecture, reason: reason))
    definition.lines.note(.floor(channel: channel ?? "", version, architecture), element.line)
  }
}

extension Floor {
  /// What `app.xml` has for it.
  package var attributes: ElementAttributes {
    ["version": version.text, "arch": architecture?.rawValue, "reason": reason]
  }
}
