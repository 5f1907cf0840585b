public import Catalog
public import Omaha

/// What an operator wants of one app, being changed: every edit is made in memory, keeps comments and layout, and is
/// written as a whole by ``RepositoryWriter/save(_:)``, or never.
public struct AppEditor {
  /// The app.
  public let app: ApplicationID
  /// Where it is kept.
  public let repository: Repository
  let original: [UInt8]
  var document: AppDocument
  var definition: AppDefinition
  /// Lists of machines that are to be written before `app.xml`.
  var lists: [PendingFile] = []
  /// Lists of machines that are to be removed after `app.xml` is written.
  public internal(set) var removedLists: [String] = []
  /// What becomes of the lists that are to be written.
  public internal(set) var listChanges: [ListChange] = []
  /// The change that this one undoes.
  var undone: Int?

  /// Reads the `app.xml` of an app; edits of it are for looking at.
  ///
  /// - Throws: what the system refused, or everything that is wrong in the file.
  public init(_ repository: Repository, _ app: ApplicationID) throws(RepositoryError) {
    let text = try (repository.pending(of: app)?.files ?? [])
      .read(AppDefinition.fileName, in: repository.directory(of: app), limit: AppDefinition.maximumSize)
    self.app = app
    self.repository = repository
    original = text
    document = AppDocument(text: text, file: repository.appPath(app), root: repository.root, directory: app.key)
    do throws(CatalogErrors) {
      definition = try document.definition()
    } catch {
      throw RepositoryError(.read, document.file, .invalid(error))
    }
  }

  /// The file as it is on disk.
  public var before: String { String(decoding: original, as: UTF8.self) }
  /// The file as it is to become.
  public var after: String { String(decoding: document.text, as: UTF8.self) }
  /// Whether anything is to be written.
  public var isChanged: Bool { document.text != original || !lists.isEmpty || !removedLists.isEmpty }

  /// Whether nothing is offered to anybody.
  public var isPaused: Bool { definition.isPaused }
  /// The channels, in the order of the file.
  public var channels: [Channel] { definition.channels }
  /// The groups of the file, in its order.
  public var groups: [Group] { definition.groups }

  /// The channel of that name.
  public func channel(named name: String) -> Channel? { channels.first { $0.name == name } }
  /// The group of that name; a channel's own group is none of the file.
  public func group(named name: String) -> Group? { groups.first { $0.name == name } }

  /// Throws what the changes make wrong. What was wrong before may stay: a repair may take several commands, and a pause or a block
  /// does not wait for it.
  public func validate() throws(RepositoryError) { _ = try loaded() }

  /// Loads the app as a server would, and the releases that its machines may come to.
  ///
  /// - Returns: The app, nil when something is wrong that was wrong before; and all that is.
  /// - Throws: what the changes make wrong.
  func loaded() throws(RepositoryError) -> (app: CatalogApp?, faults: [CatalogError]) {
    let (app, faults) = try load(document.text, lists)
    if faults.isEmpty { return (app, []) }
    var known: [CatalogError: Int] = [:]
    for error in try load(original, []).errors { known[error.fault, default: 0] += 1 }
    let new = faults.filter { error in
      known[error.fault, default: 0] -= 1
      // What cannot be read now may be right or wrong.
      return error.isPassing || known[error.fault, default: 0] < 0
    }
    guard new.isEmpty else { throw RepositoryError(.write, document.file, .invalid(CatalogErrors(errors: new))) }
    return (nil, faults)
  }

  private func load(
    _ text: [UInt8], _ lists: [PendingFile]
  ) throws(RepositoryError) -> (app: CatalogApp?, errors: [CatalogError]) {
    try repository.load(app, reading: lists + [PendingFile(name: AppDefinition.fileName, bytes: text)])
  }

  /// Whether there is a list of machines of that name beside `app.xml`.
  public func hasList(_ name: String) throws(RepositoryError) -> Bool {
    guard MachineList.fault(inFileName: name) == nil else { return false }
    return try repository.directory(of: app).contains(name)
  }

  /// Changes the text; says whether it did.
  ///
  /// - Throws: everything that is wrong in the changed text; it is then as it was.
  @discardableResult
  mutating func edit(_ change: (inout AppDocument) throws -> Void) throws(RepositoryError) -> Bool {
    let before = document.text
    do throws(CatalogErrors) {
      definition = try document.edit(change)
    } catch {
      throw RepositoryError(.write, document.file, .invalid(error))
    }
    return document.text != before
  }
}

extension RepositoryWriter {
  /// The intent of an app, to be changed and saved.
  public func editor(of app: ApplicationID) throws(RepositoryError) -> AppEditor { try AppEditor(repository, app) }

  /// Writes what was changed: lists of machines, then `app.xml`, each by one atomic step; then lists that no group has any more
  /// are removed. What would not load is not written.
  public func save(_ editor: AppEditor) throws(RepositoryError) {
    guard editor.isChanged else { return }
    try editor.validate()
    try write(editor)
  }

  /// Writes what was changed, after the history of the app.
  func write(_ editor: AppEditor) throws(RepositoryError) {
    let directory = try catalog.directory(editor.app.key)
    let forgotten = editor.listsLeft(in: directory)
    if let origin { try record(editor, from: origin, in: directory) }
    for list in editor.lists { try replace(list.name, in: directory, with: list.bytes) }
    if editor.document.text != editor.original {
      try replace(AppDefinition.fileName, in: directory, with: editor.document.text)
    }
    let removed = editor.removedLists + forgotten
    for name in removed where directory.hasEntry(name) { try directory.remove(name) }
    if !removed.isEmpty { try directory.sync() }
  }

  private func record(
    _ editor: AppEditor, from origin: ChangeOrigin, in directory: Directory
  ) throws(RepositoryError) {
    var files = editor.lists.map { list in
      let before = try? directory.read(list.name, limit: AppDefinition.maximumSize)
      return Change.File(name: list.name, before: before, after: list.bytes)
    }
    for name in editor.removedLists where editor.lists.allSatisfy({ $0.name != name }) {
      let before = try? directory.read(name, limit: AppDefinition.maximumSize)
      files.append(Change.File(name: name, before: before, after: nil))
    }
    if editor.document.text != editor.original {
      files.append(
        Change.File(name: AppDefinition.fileName, before: editor.original, after: editor.document.text))
    }
    try record(files, from: origin, undoing: editor.undone, in: directory)
  }

  func record(
    _ files: [Change.File], from origin: ChangeOrigin, undoing undone: Int?, in directory: Directory
  ) throws(RepositoryError) {
    var history = try ChangeHistory(in: directory)
    history.append(files, from: origin, undoing: undone)
    guard let bytes = try? history.bytes() else { return }
    try replace(ChangeHistory.fileName, in: directory, with: bytes)
  }

  /// Replaces a file, or the one that a symbolic link leads to: the link stays.
  func replace(_ name: String, in directory: Directory, with bytes: [UInt8]) throws(RepositoryError) {
    let place = try directory.resolved(name)
    guard !place.directory.isSpecial(place.name) else {
      throw RepositoryError(.write, place.directory.path(of: place.name), detail: "not a regular file")
    }
    // Elsewhere nobody else would look for what a killed writer left.
    if place.directory !== directory { removeLeftovers(in: place.directory, below: []) }
    let file = try AtomicFile(place.name, in: place.directory)
    try file.write(bytes)
    try file.replace()
  }
}
