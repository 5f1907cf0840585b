internal import Catalog
internal import Console

extension StandardError {
  /// Writes a line about what was done and is probably a mistake.
  static func warn(_ text: String) { print("omaha-pkg: warning: \(text.escaped)") }

  /// Writes a line about what is as it may be, and yet worth knowing.
  static func note(_ text: String) { print("omaha-pkg: note: \(text.escaped)") }
}
