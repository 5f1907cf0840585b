/// One thing in a valid catalog that is surely not meant.
public struct CatalogWarning: Hashable, Sendable {
  /// The path of the file or directory.
  public let file: String
  /// The line, from 1; 0 when it is about the whole file or directory.
  public let line: Int
  /// What is odd and what comes of it: a clause without a full stop.
  public let message: String

  package init(file: String, line: Int, message: String) {
    self.file = file
    self.line = line
    self.message = message
  }
}

extension CatalogWarning: CustomStringConvertible {
  /// `file:line: warning: message`, the form that editors jump to.
  public var description: String {
    "\(file.escaped)\(line > 0 ? ":\(line)" : ""): warning: \(message)"
  }
}

extension CatalogWarning: Comparable {
  /// By file, then by line, then by message.
  public static func < (left: CatalogWarning, right: CatalogWarning) -> Bool {
    (left.file, left.line, left.message) < (right.file, right.line, right.message)
  }
}
