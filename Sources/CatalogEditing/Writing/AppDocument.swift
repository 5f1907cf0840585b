internal import Catalog
internal import Omaha
internal import XML

/// The text of an `app.xml`, edited in place: what a person wrote, comments and layout included, stays as it was.
struct AppDocument {
  /// The attribute of `<app>` that says what machines count as that tell no architecture.
  static let defaultArchitecture = "default-arch"

  /// The whole file, UTF-8.
  var text: [UInt8]
  /// The path, for messages.
  let file: String
  /// The repository, which may bring time zones of its own.
  let root: String
  /// The name of the directory that the file is in; nil when it does not matter.
  private let directory: String?

  /// The document of a new app, without channels.
  ///
  /// - Throws: ``XMLWriterError`` when the name has a character that XML cannot carry.
  init(
    id: ApplicationID, name: String?, defaultArchitecture: Architecture? = nil, file: String, root: String
  ) throws(XMLWriterError) {
    var writer = XMLWriter()
    writer.declaration()
    writer.open("app")
    try writer.attribute("appid", id.key)
    if let name { try writer.attribute("name", name) }
    if let defaultArchitecture {
      try writer.attribute(name: Self.defaultArchitecture, value: defaultArchitecture.rawValue)
    }
    writer.closeStartTag()
    writer.newline()
    writer.end("app")
    writer.newline()
    self.text = writer.bytes
    self.file = file
    self.root = root
    directory = nil
  }

  /// The document of an existing file.
  ///
  /// - Parameter directory: The name of the directory that the file is in, which is to be that of its app; nil when it does not
  ///   matter.
  init(text: [UInt8], file: String, root: String, directory: String? = nil) {
    self.text = text
    self.file = file
    self.root = root
    self.directory = directory
  }

  /// What the text says.
  ///
  /// - Throws: everything that is wrong in it, but that a rollout does not know since when: a promotion can change that.
  func definition() throws(CatalogErrors) -> AppDefinition {
    var reader = AppReader(file: file, root: root, directory: directory)
    reader.needsBeginnings = false
    do throws(XMLError) {
      reader.read(try XMLParser(namesAnything: true).parse(text))
    } catch {
      reader.diagnostics.add(error)
    }
    guard reader.diagnostics.errors.isEmpty else { throw CatalogErrors(errors: reader.diagnostics.errors) }
    return reader.definition
  }

  /// Changes the text, which is valid afterwards.
  ///
  /// - Returns: What it says now.
  /// - Throws: everything that is wrong in it then; it is as it was.
  @discardableResult
  mutating func edit(_ change: (inout AppDocument) throws -> Void) throws(CatalogErrors) -> AppDefinition {
    let before = text
    do {
      try change(&self)
      return try definition()
    } catch let error as CatalogErrors {
      text = before
      throw error
    } catch {
      text = before
      // What was wrong before is told by its line; after that, only a value that XML cannot carry is left.
      _ = try definition()
      throw CatalogErrors(errors: [CatalogError(file: file, line: 0, message: "\(error)")])
    }
  }
}
