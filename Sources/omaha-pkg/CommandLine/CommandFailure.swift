internal import Catalog
internal import Payload
internal import Reports

/// Why a command did not do what it was asked to, in the words of the operator, and the exit code that tells scripts.
struct CommandFailure: Error {
  /// One or more lines without capitals and full stops.
  let message: String
  /// What to do about it, if that can be said.
  let hint: String?
  /// As in sysexits(3).
  let exitCode: Int32

  init(_ message: String, hint: String? = nil, exitCode: Int32) {
    self.message = message
    self.hint = hint
    self.exitCode = exitCode
  }

  /// The check or verification found something: exit 1.
  static let checkFailed: Int32 = 1
  /// A command line that cannot be meant: EX_USAGE.
  static let usage: Int32 = 64
  /// What is to be read is not there: EX_NOINPUT.
  static let noInput: Int32 = 66
  /// What is to be made cannot be: EX_CANTCREAT.
  static let cannotCreate: Int32 = 73
  /// The system failed to read or write: EX_IOERR.
  static let inputOutput: Int32 = 74
  /// The catalog is not valid: EX_CONFIG.
  static let badCatalog: Int32 = 78

  /// Writes the error and the hint to standard error.
  func print() {
    StandardError.print("omaha-pkg: error: \(message)")
    if let hint { StandardError.print("omaha-pkg: hint: \(hint)") }
  }
}

extension CommandFailure {
  /// The failure for an error of the library; nil for one that the argument parser is to render.
  init?(_ error: any Error) {
    switch error {
    case let failure as CommandFailure: self = failure
    case let error as RepositoryError: self.init(error)
    case let error as CatalogErrors: self.init(error)
    case let error as PayloadError: self.init(error)
    case let error as ReportError: self.init(error)
    default: return nil
    }
  }

  private init(_ error: RepositoryError) {
    if case .invalid(let errors) = error.reason {
      self.init(errors)
      return
    }
    let code: Int32 =
      switch error.operation {
      case .read: error.isMissing ? Self.noInput : Self.inputOutput
      case .create: Self.cannotCreate
      case .write, .remove, .lock: Self.inputOutput
      }
    self.init(error.description, exitCode: code)
  }

  private init(_ error: ReportError) {
    switch error {
    case .noSuchApp(let app): self = .noSuchApp(app)
    case .catalog(let errors): self.init(errors)
    case .repository(let error): self.init(error)
    }
  }

  private init(_ errors: CatalogErrors) {
    self.init(
      "the catalog is not valid\n\(errors)", hint: "correct it; `omaha-pkg check` shows what is left",
      exitCode: Self.badCatalog)
  }

  private init(_ error: PayloadError) {
    let code: Int32 =
      switch error.kind {
      case .noInput, .notRegularFile: Self.noInput
      case .publicKey: Self.usage
      default: Self.inputOutput
      }
    self.init(error.description.escaped, exitCode: code)
  }
}
