internal import Omaha
internal import XML

// `<block version="1.2" arch="amd64" reason="boot loop"/>` of a channel.

extension AppReader {
  mutating func readBlock(_ element: XMLElement, into blocks: inout [Block]) {
    guard let (version, architecture, reason) = readRule(element) else { return }
    if blocks.contains(where: { $0.version == version && $0.architecture == architecture }) {
      diagnostics.add("a second block of \(version.text) in the same channel", at: element)
    }
    blocks.append(Block(version: version, architecture: architecture, reason: reason))
  }
}

extension Block {
  /// What `app.xml` has for it.
  package var attributes: ElementAttributes {
    ["version": version.text, "arch": architecture?.rawValue, "reason": reason]
  }
}
