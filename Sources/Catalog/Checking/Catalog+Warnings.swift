public import Omaha

extension Catalog {
  /// Everything that is legal and yet surely wrong, by file and line. What an operator may well have meant is left out: a
  /// warning that is usually false teaches to overlook the others.
  ///
  /// - Parameters:
  ///   - repository: Where the catalog was loaded from; its releases are read again, its payloads only looked for.
  ///   - now: The moment of the check, for what depends on time.
  /// - Throws: when a directory cannot be read.
  public func warnings(in repository: Repository, at now: Timestamp) throws(RepositoryError) -> [CatalogWarning] {
    var warnings: Set<CatalogWarning> = []
    // Payloads before releases: what is published meanwhile has its release by then.
    var payloads = try PayloadDirectories(in: repository)
    for app in apps {
      var checker = AppChecker(app: app, file: repository.appPath(app.id), now: now)
      checker.check()
      warnings.formUnion(checker.warnings)
      var releases = ReleaseChecker(app: app, in: repository)
      try releases.check()
      warnings.formUnion(releases.warnings)
      payloads.remove(releases.payloadDirectories)
    }
    warnings.formUnion(payloads.warnings(in: repository))
    return warnings.sorted()
  }
}
