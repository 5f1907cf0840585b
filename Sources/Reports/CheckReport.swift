package import Catalog
internal import CatalogEditing
package import Omaha

/// Everything that is wrong in a catalog.
package struct CheckReport: Codable {
  /// Whether a server takes the catalog.
  package let ok: Bool
  package let apps: Int
  package let releases: Int
  package let errors: [Fault]
  /// Only looked for when there are no errors.
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
      apps = 0
      releases = 0
      errors = error.errors.map { Fault(file: $0.file, line: $0.line, message: $0.message) }
      warnings = []
      return
    }
    ok = true
    apps = catalog.apps.count
    releases = catalog.releaseCount
    errors = []
    warnings = try catalog.warnings(in: repository, at: now)
      .map { Fault(file: $0.file, line: $0.line, message: $0.message) }
  }
}
