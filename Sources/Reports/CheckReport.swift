package import Catalog
internal import CatalogEditing
package import Omaha

/// Everything that is wrong in a catalog.
package struct CheckReport: Codable {
  /// Whether a server takes the catalog, and machines can fetch what it offers.
  package let ok: Bool
  /// How many apps there are.
  package let appCount: Int
  package let releaseCount: Int
  package let errors: [Finding]
  /// Only looked for when a server takes the catalog.
  package let warnings: [Finding]

  /// One thing that is wrong.
  package struct Finding: Codable {
    package let file: String
    /// From 1; 0 when it is about the file itself.
    package let line: Int
    package let message: String
  }

  /// Checks a repository's catalog.
  ///
  /// - Parameter now: The moment that a target's `since` is compared with.
  package init(of repository: Repository, at now: Timestamp) throws(RepositoryError) {
    let catalog: Catalog
    do throws(CatalogErrors) {
      catalog = try Catalog.load(root: repository.root)
    } catch {
      ok = false
      appCount = 0
      releaseCount = 0
      errors = error.errors.map { Finding(file: $0.file, line: $0.line, message: $0.message) }
      warnings = []
      return
    }
    let findings = try catalog.findings(in: repository, at: now)
    appCount = catalog.apps.count
    releaseCount = catalog.releaseCount
    errors = findings.faults.map { Finding($0) }
    warnings = findings.warnings.map { Finding($0) }
    ok = errors.isEmpty
  }
}

extension CheckReport.Finding {
  fileprivate init(_ warning: CatalogWarning) {
    self.init(file: warning.file, line: warning.line, message: warning.message)
  }
}
