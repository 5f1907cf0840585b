internal import Catalog
package import Console
internal import Omaha
internal import Reports

extension ReportError: CommandError {
  package var commandFailure: CommandFailure {
    switch self {
    case .noSuchApp(let app, let known): .noSuchApp(app, known)
    case .catalog(let errors): errors.commandFailure
    case .repository(let error): error.commandFailure
    }
  }
}
