package import Catalog
package import Omaha

/// Why there is no report.
package enum ReportError: Error {
  /// The catalog has no such app, but these.
  case noSuchApp(ApplicationID, known: [ApplicationID])
  /// The catalog is not valid.
  case catalog(CatalogErrors)
  /// A file could not be read.
  case repository(RepositoryError)
}
