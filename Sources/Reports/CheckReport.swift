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
  package let errors: [Fault]
  /// Only looked for when a server takes the catalog.
  package let warnings: [Fault]

  /// One thing that is wrong.
  package struct Fault: Codable {
    package let file: String
    /// From 1; 0 when the fault is the file itself.
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
      errors = error.errors.map { Fault(file: $0.file, line: $0.line, message: $0.message) }
      warnings = []
      return
    }
    let findings = try catalog.findings(in: repository, at: now)
    appCount = catalog.apps.count
    releaseCount = catalog.releaseCount
    errors = findings.faults.map { Fault($0) }
    warnings = findings.warnings.map { Fault($0) }
    ok = errors.isEmpty
  }
}

extension CheckReport.Fault {
  fileprivate init(_ warning: CatalogWarning) {
    self.init(file: warning.file, line: warning.line, message: warning.message)
  }
}
