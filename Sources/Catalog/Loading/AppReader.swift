internal import Omaha
internal import Posix
package import XML

/// Reads `app.xml` strictly: what it does not know is an error that names it.
package struct AppReader {
  package var diagnostics: Diagnostics
  package var definition = AppDefinition()
  /// Where the time zones of windows come from.
  var zones: TimeZoneDirectory
  /// Where lists of machines are read from; nil leaves them unread, as for a text that is only edited.
  let lists: Directory?
  /// What is read instead of the files of ``lists``.
  let pending: [PendingFile]
  /// What was read; nil unless it was asked for.
  var digests: FileDigests?
  /// Whether a rollout has to know since when: not while the command that says it is at work.
  package var needsBeginnings = true

  /// The name of the directory that the file is in, which is to be the key of the ID; nil when it does not matter.
  let directory: String?

  package init(
    file: String, root: String, directory: String? = nil, lists: Directory? = nil, pending: [PendingFile] = []
  ) {
    diagnostics = Diagnostics(file: file)
    zones = TimeZoneDirectory(root: root)
    self.directory = directory
    self.lists = lists
    self.pending = pending
  }

  package mutating func read(_ document: XMLDocument) {
    let root = document.root
    guard root.name == "app" else {
      diagnostics.add("the root element is <\(root.name.escaped)>, not <app>", at: root)
      return
    }
    readAttributes(of: root)
    diagnostics.refuseText(in: root)
    guard hasFewChildren(root) else { return }
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
      if definition.groups.contains(where: { $0.name == group.name }) {
        diagnostics.add("a second group \(group.name.quoted)", at: element)
      }
      if let channel = definition.channels.first(where: { $0.name == group.channelName }) {
        checkBeginning(of: group, over: channel, at: element)
      } else {
        diagnostics.add(
          "group \(group.name.quoted) follows channel \(group.channelName.quoted), which is not there", at: element)
      }
      definition.lines.note(.group(group.name), element.line)
      definition.groups.append(group)
    }
  }

  private mutating func readAttributes(of root: XMLElement) {
    var hasID = false
    for attribute in root.attributes {
      switch attribute.name {
      case "appid":
        hasID = true
        definition.id = ApplicationID(attribute.value)
        checkID(attribute.value, of: root)
      case "name":
        definition.name = name(attribute.value, of: root)
      case "default-arch":
        definition.defaultArchitecture = architecture(attribute.value, named: "default-arch", of: root)
        if definition.defaultArchitecture == .all {
          diagnostics.add("default-arch is all, which no machine has", at: root)
        }
      case "updates":
        definition.isPaused = isPaused(attribute.value, of: root)
      default: diagnostics.unexpected(attribute, of: root)
      }
    }
    if !hasID { diagnostics.missing("appid", of: root) }
    definition.lines.note(.app, root.line)
  }

  private mutating func checkID(_ text: String, of root: XMLElement) {
    guard let id = definition.id else {
      return diagnostics.add("appid \(text.quoted) is not an application ID", at: root)
    }
    guard let directory, id.key != directory else { return }
    diagnostics.add(
      "appid \(text.quoted) does not belong in the directory \(directory.quoted), but in \(id.key.quoted)", at: root)
  }

  /// A rollout that grows with time needs to know since when.
  private mutating func checkBeginning(of group: Group, over channel: Channel, at element: XMLElement) {
    guard needsBeginnings, let rollout = group.rollout, rollout.needsSince else { return }
    func repair(_ words: [String], _ architecture: Architecture?) -> String {
      let words = words + (architecture.map { ["--arch", $0.rawValue] } ?? [])
      return "\(SuggestedCommand(words, app: definition.id?.key)) makes it now"
    }
    if let pin = group.pins.first(where: { $0.since == nil }) {
      diagnostics.add(
        "the rollout of group \(group.name.quoted) counts from the moment of its pin to \(pin.version.text), which has no since",
        remedy: repair(["pin", "set", pin.version.text, "--group", group.name], pin.architecture),
        at: element)
    }
    guard !group.pins.contains(where: { $0.architecture == nil }) else { return }
    let targets = channel.targets.filter { target in
      target.since == nil && !group.pins.contains { $0.architecture == target.architecture }
    }
    // One command makes all of them right.
    let isOneVersion = targets.count > 1 && channel.targets.allSatisfy { $0.version.text == targets[0].version.text }
    for target in targets {
      diagnostics.add(
        "the rollout of group \(group.name.quoted) counts from the promotion to \(target.version.text) for \(target.architecture), which has no since",
        remedy: repair(
          ["promote", target.version.text, "--channel", channel.name], isOneVersion ? nil : target.architecture),
        at: element)
    }
  }

  /// The most elements that an app, a channel or a group has: more than anybody keeps an eye on, and few enough that
  /// comparing each with each takes no time.
  static let maximumChildren = 1_000

  /// Whether an element has no more than ``maximumChildren``; says so when it has.
  mutating func hasFewChildren(_ element: XMLElement) -> Bool {
    var count = 0
    for _ in element.children { count += 1 }
    guard count > Self.maximumChildren else { return true }
    diagnostics.add("<\(element.name.escaped)> has more than \(Self.maximumChildren) elements", at: element)
    return false
  }

  /// A name that people give: anything that prints, 1 to 128 bytes.
  mutating func name(_ text: String, of element: XMLElement) -> String? {
    if let fault = Channel.fault(inName: text) {
      diagnostics.add("the name \(text.quoted) of <\(element.name)> \(fault)", at: element)
      return nil
    }
    return text
  }

  /// `updates`: `on` or `off`.
  mutating func isPaused(_ text: String, of element: XMLElement) -> Bool {
    if text != "on" && text != "off" { diagnostics.add("updates \(text.quoted) is neither on nor off", at: element) }
    // What cannot be read holds back; the file is refused anyway.
    return text != "on"
  }

  /// A version that something points to.
  mutating func version(_ text: String, of element: XMLElement, attribute: String = "version") -> Version? {
    guard let version = Version(text), !version.isForcedUpdate else {
      diagnostics.add("\(attribute) \(text.quoted) is not a version", at: element)
      return nil
    }
    return version
  }

  /// What an element says that names a version: a target, a floor, a block or a pin.
  struct Versioned {
    var version: Version?
    var architecture: Architecture?
    var since: Timestamp?
    var reason: String?
  }

  /// Reads an empty element that names a version.
  mutating func readVersioned(
    _ element: XMLElement, requiring required: [String], allowing optional: [String]
  ) -> Versioned {
    var read = Versioned()
    var seen: [String] = []
    for attribute in element.attributes {
      let (name, value) = (attribute.name, attribute.value)
      guard required.contains(name) || optional.contains(name) else {
        diagnostics.unexpected(attribute, of: element)
        continue
      }
      seen.append(name)
      switch name {
      case "version": read.version = version(value, of: element)
      case "arch": read.architecture = architecture(value, of: element)
      case "since": read.since = since(value, of: element)
      default: read.reason = value
      }
    }
    for name in required where !seen.contains(name) { diagnostics.missing(name, of: element) }
    diagnostics.refuseContent(of: element)
    return read
  }

  /// The name of an architecture, or one of its aliases.
  mutating func architecture(
    _ text: String, named name: String = "arch", of element: XMLElement
  ) -> Architecture? {
    guard let architecture = Architecture(alias: text) else {
      diagnostics.add("\(name) \(text.quoted) is not an architecture", at: element)
      return nil
    }
    return architecture
  }

  /// The moment of a promotion.
  private mutating func since(_ text: String, of element: XMLElement) -> Timestamp? {
    guard let since = Timestamp(text) else {
      diagnostics.add("since \(text.quoted) is not a time such as 2026-11-23T10:00:00Z", at: element)
      return nil
    }
    return since
  }

  /// The time zone of a window or a blackout.
  mutating func timeZone(_ name: String, of element: XMLElement) -> TimeZone? {
    do throws(TimeZoneError) {
      return try zones.zone(named: name)
    } catch {
      diagnostics.add("timezone \(name.quoted) \(error)", at: element)
      return nil
    }
  }
}
