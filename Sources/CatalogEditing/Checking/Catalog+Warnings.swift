public import Catalog
public import Omaha
internal import Posix

extension Catalog {
  /// What is legal and yet wrong, by file and line.
  public struct Findings {
    /// What keeps machines from fetching a release that they are offered.
    public let faults: [CatalogWarning]
    /// What is surely not meant.
    public let warnings: [CatalogWarning]

    /// Both, by file and line.
    public var all: [CatalogWarning] { (faults + warnings).sorted() }
  }

  /// Everything that is legal and yet surely wrong, by file and line. What an operator may well have meant is left out: a
  /// warning that is usually false teaches to overlook the others.
  ///
  /// - Parameters:
  ///   - repository: Where the catalog was loaded from; its releases are read again, its payloads only looked for.
  ///   - now: The moment of the check, for what depends on time.
  /// - Throws: when a directory cannot be read.
  public func findings(in repository: Repository, at now: Timestamp) throws(RepositoryError) -> Findings {
    var warnings = Set(skipped)
    var faults: Set<CatalogWarning> = []
    warnings.formUnion(try repository.misnamedApps())
    // Payloads before releases: what is published meanwhile has its release by then.
    var payloads = try PayloadDirectories(in: repository)
    for app in apps {
      var checker = AppChecker(app: app, file: repository.appPath(app.id), now: now)
      checker.check()
      warnings.formUnion(checker.warnings)
      var releases = ReleaseChecker(app: app, in: repository)
      try releases.check()
      warnings.formUnion(releases.warnings)
      faults.formUnion(releases.faults)
      payloads.remove(releases.payloadDirectories)
    }
    warnings.formUnion(payloads.warnings(in: repository))
    return Findings(faults: faults.sorted(), warnings: warnings.sorted())
  }
}

extension Repository {
  /// The directories that somebody may have meant as apps: there is an `app.xml`, and the name can be no application ID.
  fileprivate func misnamedApps() throws(RepositoryError) -> [CatalogWarning] {
    let catalog = try Directory(path: catalogPath)
    return try catalog.entries().compactMap { entry in
      // Hidden ones belong to tools. None is opened: asking for a name needs no right to list it.
      guard entry.isDirectory, !entry.isHidden, !Self.mayBeApp(entry.name),
        catalog.contains("\(entry.name)/\(AppDefinition.fileName)")
      else { return nil }
      let advice = ApplicationID(entry.name).map { "; rename it to \($0.key)" } ?? ""
      return CatalogWarning(
        file: catalog.path(of: entry.name), line: 0,
        message: "this directory is not read: its name cannot be an application ID\(advice)")
    }
  }
}
