internal import Catalog
internal import Console
internal import Synchronization

extension StandardError {
  /// Writes a line about what was done and is probably a mistake.
  static func warn(_ text: String) {
    Remarks.all.withLock { $0.warnings.append(Remarks.Warning(message: text)) }
    print("omaha-pkg: warning: \(text.escaped)")
  }

  /// Writes a line about what is as it may be, and yet worth knowing.
  static func note(_ text: String) {
    Remarks.all.withLock { $0.notes.append(text) }
    print("omaha-pkg: note: \(text.escaped)")
  }
}

/// What was said on standard error, for the object that programs get.
struct Remarks {
  fileprivate static let all = Mutex(Remarks())

  /// What was said up to now.
  static var said: Remarks { all.withLock { $0 } }

  /// A warning as `check` has it, without a place in a file.
  struct Warning: Encodable {
    let message: String
  }

  var warnings: [Warning] = []
  var notes: [String] = []

  func contains(_ text: String) -> Bool { notes.contains(text) || warnings.contains { $0.message == text } }
}
