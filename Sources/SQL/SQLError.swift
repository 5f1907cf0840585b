/// Why a database did not do what it was asked to.
package struct SQLError: Error, Hashable {
  /// What kind of failure it is; what can be done about it depends on that.
  package enum Code: Hashable, Sendable {
    /// The database cannot be reached now, or the connection to it is lost. What was being committed may be committed or not.
    case unreachable
    /// Somebody else has it locked for too long.
    case locked
    /// It may not be opened, read or written by this user.
    case denied
    /// There is none.
    case missing
    /// The disk is full.
    case full
    /// The disk fails, or what it has is damaged.
    case damaged
    /// The file, or what is in it, is no database of ours.
    case notOurs
    /// A newer version of the program has changed it.
    case newer
    /// libpq is not installed, or the server is too old.
    case unsupported
    /// The location is none.
    case location
    /// The statement is wrong, or what it was to write is not allowed beside what is there.
    case statement

    /// Whether it may pass by itself, so that trying again makes sense.
    package var isPassing: Bool {
      switch self {
      case .unreachable, .locked, .full, .damaged, .denied, .missing: true
      case .notOurs, .newer, .unsupported, .location, .statement: false
      }
    }
  }

  /// The kind.
  package let code: Code
  /// What was being done: "open /var/lib/omaha-fleet/fleet.sqlite".
  package let context: String
  /// What the database says: one line, not escaped.
  package let detail: String

  /// An error of a kind.
  package init(_ code: Code, _ context: String, _ detail: String) {
    self.code = code
    self.context = context
    self.detail = detail
  }
}

extension SQLError: CustomStringConvertible {
  /// One line without a full stop: "cannot open /var/lib/omaha-fleet/fleet.sqlite: disk I/O error".
  package var description: String { detail.isEmpty ? "cannot \(context)" : "cannot \(context): \(detail)" }
}
