internal import Catalog
package import Console
internal import Payload

extension PayloadError: CommandError {
  package var commandFailure: CommandFailure {
    let code: Int32 =
      switch kind {
      case .noInput, .notRegularFile: CommandFailure.noInput
      case .publicKey: CommandFailure.usage
      default: CommandFailure.inputOutput
      }
    return CommandFailure(description.escaped, exitCode: code)
  }
}
