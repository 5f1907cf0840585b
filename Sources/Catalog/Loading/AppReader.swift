internal import Omaha
internal import XML

/// Reads `app.xml` strictly: what it does not know is an error that names it.
struct AppReader {
  /// What the file says, with the elements that later checks point to.
  struct Content {
    var id: ApplicationID?
    var name: String?
    var channels: [Channel] = []
    var groups: [Group] = []
    /// The element of every target, for the check that its release exists.
    var targets: [(target: Target, element: XMLElement)] = []
  }

  var diagnostics: Diagnostics
  private(set) var content = Content()

  /// The name of the directory that the file is in, which is to be the key of the ID; nil when it does not matter.
  private let directory: String?

  init(file: String, directory: String? = nil) {
    diagnostics = Diagnostics(file: file)
    self.directory = directory
  }

  mutating func read(_ document: XMLDocument) {
    let root = document.root
    guard root.name == "app" else {
      diagnostics.add("the root element is <\(root.name.escaped)>, not <app>", at: root)
      return
    }
    readAttributes(of: root)
    diagnostics.refuseText(in: root)
    var groups: [(group: Group, element: XMLElement)] = []
    for child in root.children {
      switch child.name {
      case "channel": readChannel(child)
      case "group": if let group = readGroup(child) { groups.append((group, child)) }
      default: diagnostics.unexpected(child, in: root)
      }
    }
    // A group may stand before its channel.
    for (group, element) in groups {
      if !content.channels.contains(where: { $0.name == group.channelName }) {
        diagnostics.add(
          "group \(group.name.quoted) follows channel \(group.channelName.quoted), which is not there", at: element)
      }
      content.groups.append(group)
    }
  }

  private mutating func readAttributes(of root: XMLElement) {
    var hasID = false
    for attribute in root.attributes {
      switch attribute.name {
      case "appid":
        hasID = true
        content.id = ApplicationID(attribute.value)
        checkID(attribute.value, of: root)
      case "name":
        content.name = name(attribute.value, of: root)
      default: diagnostics.unexpected(attribute, of: root)
      }
    }
    if !hasID { diagnostics.missing("appid", of: root) }
  }

  private mutating func checkID(_ text: String, of root: XMLElement) {
    guard let id = content.id else {
      return diagnostics.add("appid \(text.quoted) is not an application ID", at: root)
    }
    guard let directory, id.key != directory else { return }
    diagnostics.add(
      "appid \(text.quoted) does not belong in the directory \(directory.quoted), but in \(id.key.quoted)", at: root)
  }

  private mutating func readChannel(_ element: XMLElement) {
    var channelName: String?
    var hasName = false
    for attribute in element.attributes {
      switch attribute.name {
      case "name":
        hasName = true
        channelName = name(attribute.value, of: element)
      default: diagnostics.unexpected(attribute, of: element)
      }
    }
    if !hasName { diagnostics.missing("name", of: element) }
    diagnostics.refuseText(in: element)
    var targets: [Target] = []
    for child in element.children {
      guard child.name == "target" else {
        diagnostics.unexpected(child, in: element)
        continue
      }
      guard let target = readTarget(child) else { continue }
      if targets.contains(where: { $0.architecture == target.architecture }) {
        diagnostics.add("a second target for \(target.architecture.rawValue) in the same channel", at: child)
        continue
      }
      targets.append(target)
      content.targets.append((target, child))
    }
    guard let channelName else { return }
    if content.channels.contains(where: { $0.name == channelName }) {
      diagnostics.add("a second channel \(channelName.quoted)", at: element)
    } else {
      content.channels.append(Channel(name: channelName, targets: targets))
    }
  }

  private mutating func readTarget(_ element: XMLElement) -> Target? {
    var architecture: Architecture?
    var version: Version?
    var since: Timestamp?
    var seen: Set<String> = []
    for attribute in element.attributes {
      let value = attribute.value
      seen.insert(attribute.name)
      switch attribute.name {
      case "arch":
        architecture = Architecture(alias: value)
        if architecture == nil { diagnostics.add("arch \(value.quoted) is not an architecture", at: element) }
      case "version":
        version = Version(value)
        if version == nil || version?.isForcedUpdate == true {
          diagnostics.add("version \(value.quoted) is not a version", at: element)
          version = nil
        }
      case "since":
        since = Timestamp(value)
        if since == nil {
          diagnostics.add("since \(value.quoted) is not a time such as 2026-11-23T10:00:00Z", at: element)
        }
      default: diagnostics.unexpected(attribute, of: element)
      }
    }
    for required in ["arch", "version"] where !seen.contains(required) { diagnostics.missing(required, of: element) }
    diagnostics.refuseContent(of: element)
    guard let architecture, let version else { return nil }
    return Target(architecture: architecture, version: version, since: since)
  }

  private mutating func readGroup(_ element: XMLElement) -> Group? {
    var groupName: String?
    var track: String?
    var channelName: String?
    var seen: Set<String> = []
    for attribute in element.attributes {
      seen.insert(attribute.name)
      switch attribute.name {
      case "name": groupName = name(attribute.value, of: element)
      case "channel": channelName = name(attribute.value, of: element)
      // An empty track is what a client sends that has none; it can be told apart from any.
      case "track": track = attribute.value
      default: diagnostics.unexpected(attribute, of: element)
      }
    }
    for required in ["name", "channel"] where !seen.contains(required) { diagnostics.missing(required, of: element) }
    diagnostics.refuseText(in: element)
    for child in element.children { diagnostics.unexpected(child, in: element) }
    guard let groupName, let channelName else { return nil }
    if groupNames.contains(groupName) { diagnostics.add("a second group \(groupName.quoted)", at: element) }
    groupNames.insert(groupName)
    return Group(name: groupName, track: track, channelName: channelName)
  }

  private var groupNames: Set<String> = []

  /// A name that people give: anything that prints, 1 to 128 bytes.
  private mutating func name(_ text: String, of element: XMLElement) -> String? {
    if let fault = Channel.fault(inName: text) {
      diagnostics.add("the name \(text.quoted) of <\(element.name)> \(fault)", at: element)
      return nil
    }
    return text
  }
}
