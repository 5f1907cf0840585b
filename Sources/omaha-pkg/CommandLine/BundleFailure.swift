internal import Bundling
internal import Catalog
package import Console

extension BundleError: CommandError {
  package var commandFailure: CommandFailure {
    let code: Int32 =
      switch kind {
      case .invalid, .signature, .source: CommandFailure.checkFailed
      case .key: CommandFailure.usage
      case .noKey: CommandFailure.noInput
      case .read, .write: CommandFailure.inputOutput
      }
    // Only the errors of a release take several lines, which are escaped already.
    let text = reason.split(separator: "\n").map { String($0).escaped }.joined(separator: "\n")
    let separator =
      switch kind {
      case .noKey, .read, .write: ": "
      default: " "
      }
    return CommandFailure(
      "\(path == "-" ? "the bundle" : path.escaped)\(separator)\(text)", hint: hint, exitCode: code)
  }

  private var hint: String? {
    switch kind {
    case .source: "\(suggested("verify")) shows what is wrong; adding the release again puts its payload back"
    case .signature: "nothing was changed: take the bundle only from who has the key"
    default: nil
    }
  }
}
