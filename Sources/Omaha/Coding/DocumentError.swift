internal import XML

/// Why a body is not XML that is read, and where.
public struct DocumentError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The line of the fault, from 1.
  public let line: Int

  /// The column of the fault, from 1, in characters; nil when only the line is known.
  public let column: Int?

  /// The fault as a clause, such as `an & is not written &amp; (oem of <app>)`. It never quotes a value of the body.
  public let reason: String

  /// `line L, column C: ` and the ``reason``.
  public let description: String

  init(_ error: XMLError) {
    line = error.line
    column = error.column > 0 ? error.column : nil
    reason = error.reason
    description = error.description
  }
}
