/// One thing that is wrong in a file of the catalog.
public struct CatalogError: Error, Hashable, Sendable {
  /// The path of the file.
  public let file: String
  /// The line, from 1; 0 when the fault is the file itself.
  public let line: Int
  /// What is wrong, without its remedy.
  private let clause: String
  /// What makes it right, where a command does; it may change with the rest of the app while the fault stays.
  private let remedy: String?
  /// What is wrong, and what makes it right: a clause without a full stop.
  public var message: String { clause + (remedy.map { "; \($0)" } ?? "") }
  /// Whether nothing is wrong with the file: the system could not read it now, because descriptors or memory ran out, or the disk
  /// failed, and may be able to later.
  public let isPassing: Bool
  /// The path of what the system refused to let this process read, where that is the fault.
  package let unread: String?

  /// An error at a line of a file.
  public init(file: String, line: Int, message: String) {
    self.init(file: file, line: line, message: message, isPassing: false)
  }

  init(file: String, line: Int, message: String, remedy: String? = nil, isPassing: Bool, unread: String? = nil) {
    self.file = file
    self.line = line
    clause = message
    self.remedy = remedy
    self.isPassing = isPassing
    self.unread = unread
  }

  /// The same fault without what changes with the rest of the file: its line and its remedy.
  package var fault: CatalogError { CatalogError(file: file, line: 0, message: clause, isPassing: isPassing) }

  /// The error that a file or directory could not be read.
  package init(_ error: RepositoryError) {
    self.init(file: error.path, line: 0, message: error.message, isPassing: error.isPassing, unread: error.path)
  }
}

extension CatalogError: CustomStringConvertible {
  /// `file:line: message`, the form that editors jump to.
  public var description: String {
    line > 0 ? "\(file.escaped):\(line): \(message)" : "\(file.escaped): \(message)"
  }
}

/// Everything that is wrong in a catalog, found in one pass; never empty.
public struct CatalogErrors: Error, Hashable, Sendable {
  /// The errors, by file in the order of loading and by line within a file.
  public let errors: [CatalogError]

  package init(errors: [CatalogError]) { self.errors = errors }
}

extension CatalogErrors: CustomStringConvertible {
  /// One line per error.
  public var description: String { errors.map(\.description).joined(separator: "\n") }
}
