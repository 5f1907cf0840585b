internal import Omaha
internal import XML

extension AppReader {
  mutating func readChannel(_ element: XMLElement) {
    var channelName: String?
    var hasName = false
    var isPaused = false
    for attribute in element.attributes {
      switch attribute.name {
      case "name":
        hasName = true
        channelName = name(attribute.value, of: element)
      case "updates": isPaused = self.isPaused(attribute.value, of: element)
      default: diagnostics.unexpected(attribute, of: element)
      }
    }
    if !hasName { diagnostics.missing("name", of: element) }
    diagnostics.refuseText(in: element)
    guard hasFewChildren(element) else { return }
    var targets: [Target] = []
    var floors: [Floor] = []
    var blocks: [Block] = []
    for child in element.children {
      switch child.name {
      case "target": readTarget(child, into: &targets, channel: channelName)
      case "floor":
        guard let (version, architecture, reason) = readRule(child) else { continue }
        if floors.contains(where: { $0.version == version && $0.architecture == architecture }) {
          diagnostics.add("a second floor at \(version.text) in the same channel", at: child)
        }
        floors.append(Floor(version: version, architecture: architecture, reason: reason))
        definition.lines.note(.floor(channel: channelName ?? "", version, architecture), child.line)
      case "block":
        guard let (version, architecture, reason) = readRule(child) else { continue }
        if blocks.contains(where: { $0.version == version && $0.architecture == architecture }) {
          diagnostics.add("a second block of \(version.text) in the same channel", at: child)
        }
        blocks.append(Block(version: version, architecture: architecture, reason: reason))
      default: diagnostics.unexpected(child, in: element)
      }
    }
    guard let channelName else { return }
    if definition.channels.contains(where: { $0.name == channelName }) {
      diagnostics.add("a second channel \(channelName.quoted)", at: element)
    } else {
      definition.lines.note(.channel(channelName), element.line)
      definition.channels.append(
        Channel(name: channelName, targets: targets, floors: floors, blocks: blocks, isPaused: isPaused))
    }
  }

  private mutating func readTarget(_ element: XMLElement, into targets: inout [Target], channel: String?) {
    let read = readVersioned(element, requiring: ["arch", "version"], allowing: ["since"])
    guard let architecture = read.architecture, let version = read.version else { return }
    guard !targets.contains(where: { $0.architecture == architecture }) else {
      return diagnostics.add("a second target for \(architecture.rawValue) in the same channel", at: element)
    }
    targets.append(Target(architecture: architecture, version: version, since: read.since))
    definition.lines.note(.target(channel: channel ?? "", architecture), element.line)
  }

  /// A floor or a block: a version, optionally for one architecture, and a reason for people.
  private mutating func readRule(_ element: XMLElement) -> (Version, Architecture?, String?)? {
    let read = readVersioned(element, requiring: ["version"], allowing: ["arch", "reason"])
    return read.version.map { ($0, read.architecture == .all ? nil : read.architecture, read.reason) }
  }
}
