internal import Catalog
internal import CatalogEditing
internal import Omaha

extension AppEditor {
  /// Whether a version is a floor of a channel for an architecture, or for all.
  func isFloor(_ version: Version, of name: String, for architecture: Architecture?) -> Bool {
    channel(named: name)?.floors.contains {
      $0.version.text == version.text && ($0.architecture == nil || $0.architecture == architecture)
    } ?? false
  }
}
