internal import Omaha
internal import XML

/// The text of an `app.xml`, edited in place: what a person wrote, comments and layout included, stays as it was.
struct AppDocument {
  /// The name of the file in the app's directory.
  static let fileName = "app.xml"
  /// The largest file that is read, in bytes.
  static let maximumSize = 1 << 20

  /// The whole file, UTF-8.
  var text: [UInt8]
  /// The path, for messages.
  let file: String
  /// The repository, which may bring time zones of its own.
  let root: String

  /// The document of a new app, without channels.
  ///
  /// - Throws: ``XMLWriterError`` when the name has a character that XML cannot carry.
  init(id: ApplicationID, name: String?, file: String, root: String) throws(XMLWriterError) {
    var writer = XMLWriter()
    writer.declaration()
    writer.open("app")
    try writer.attribute("appid", id.key)
    if let name { try writer.attribute("name", name) }
    writer.closeStartTag()
    writer.newline()
    writer.end("app")
    writer.newline()
    self.text = writer.bytes
    self.file = file
    self.root = root
  }

  /// The document of an existing file.
  init(text: [UInt8], file: String, root: String) {
    self.text = text
    self.file = file
    self.root = root
  }

  /// What the text says.
  ///
  /// - Throws: everything that is wrong in it.
  func content() throws(CatalogErrors) -> AppReader.Content {
    var reader = AppReader(file: file, root: root)
    do throws(XMLError) {
      reader.read(try XMLParser().parse(text))
    } catch {
      reader.diagnostics.add(error.reason, line: error.line)
    }
    guard reader.diagnostics.errors.isEmpty else { throw CatalogErrors(errors: reader.diagnostics.errors) }
    return reader.content
  }

  /// Points a channel to a release: changes the target of the architecture, or adds one, and the channel when it is new.
  ///
  /// - Throws: everything that is wrong in the document, before or after the edit; it is then as it was.
  mutating func set(_ target: Target, ofChannel channelName: String) throws(CatalogErrors) {
    _ = try content()
    let before = text
    do {
      let root = try XMLParser().parse(text).root
      let channels = root.children.filter { $0.name == "channel" }
      if let channel = channels.first(where: { $0.attribute("name") == channelName }) {
        let targets = channel.children.filter { $0.name == "target" }
        if let old = targets.first(where: {
          $0.attribute("arch").flatMap(Architecture.init(alias:)) == target.architecture
        }) {
          change(old, to: target)
        } else {
          insert(try element(of: target), into: channel, after: targets.last)
        }
      } else {
        insert(try element(of: target, inChannel: channelName, of: root), into: root, after: channels.last)
      }
    } catch {
      // The text has just been parsed, so only a name that XML cannot carry gets here.
      throw CatalogErrors(errors: [CatalogError(file: file, line: 0, message: "\(error)")])
    }
    do throws(CatalogErrors) {
      _ = try content()
    } catch {
      text = before
      throw error
    }
  }

  /// Changes the version and the time of a target and nothing else of it.
  private mutating func change(_ old: XMLElement, to target: Target) {
    let tag = old.startTagRange
    let version = Array(target.version.text.utf8)
    let since = Array((target.since?.description ?? "").utf8)
    guard let versionRange = valueRange(of: "version", in: tag) else { return }
    if let sinceRange = valueRange(of: "since", in: tag) {
      // From the back, so that the range that comes first stays true.
      for (range, value) in [(versionRange, version), (sinceRange, since)].sorted(by: {
        $0.0.lowerBound > $1.0.lowerBound
      }) {
        text.replaceSubrange(range, with: value)
      }
    } else {
      // Behind the closing quotation mark of the version.
      let attribute: [UInt8] = Array(" since=\"".utf8) + since + [UInt8(ascii: "\"")]
      text.insert(contentsOf: attribute, at: versionRange.upperBound + 1)
      text.replaceSubrange(versionRange, with: version)
    }
  }

  private func element(of target: Target) throws(XMLWriterError) -> [UInt8] {
    var writer = XMLWriter()
    writer.open("target")
    try writer.attribute("arch", target.architecture.rawValue)
    try writer.attribute("version", target.version.text)
    if let since = target.since { try writer.attribute("since", since.description) }
    writer.closeEmpty()
    return writer.bytes
  }

  private func element(
    of target: Target, inChannel name: String, of root: XMLElement
  ) throws(XMLWriterError) -> [UInt8] {
    var writer = XMLWriter()
    writer.open("channel")
    try writer.attribute("name", name)
    writer.closeStartTag()
    let indent = childIndent(of: root)
    writer.raw(lineBreak + indent + Self.step)
    writer.raw(try element(of: target))
    writer.raw(lineBreak + indent)
    writer.end("channel")
    return writer.bytes
  }
}
