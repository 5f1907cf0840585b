internal import Catalog
internal import Logging

/// Logs which directories of the catalog look like apps and are not served: once, and again when they have changed.
struct SkippedDirectories: Sendable {
  /// The most that the log gets of one catalog; `omaha-pkg check` prints them all.
  private static let maximum = 20

  private var last: [CatalogWarning] = []

  /// Logs those of a catalog that was just loaded.
  mutating func report(_ catalog: Catalog, to logger: Logger) {
    guard catalog.skipped != last else { return }
    last = catalog.skipped
    for warning in last.prefix(Self.maximum) {
      logger.warning("part of the catalog not read", metadata: ["detail": "\(warning.file): \(warning.message)"])
    }
  }
}
