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
      switch ChannelElement(rawValue: child.name) {
      case .target: readTarget(child, into: &targets, channel: channelName)
      case .floor: readFloor(child, into: &floors, channel: channelName)
      case .block: readBlock(child, into: &blocks)
      case nil: diagnostics.unexpected(child, in: element)
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

  /// A floor or a block: a version, optionally for one architecture, and a reason for people.
  mutating func readRule(_ element: XMLElement) -> (Version, Architecture?, String?)? {
    let read = readVersioned(element, requiring: ["version"], allowing: ["arch", "reason"])
    return read.version.map { ($0, read.architecture == .all ? nil : read.architecture, read.reason) }
  }
}
