internal import Catalog
package import Console
package import OmahaClient
package import OmahaCurl

extension TransportError: CommandError {
  package var commandFailure: CommandFailure {
    let hint: String? =
      switch kind {
      case .untrusted: "--cacert names a file of certificates that are trusted"
      case .unsupported where description.contains("libcurl.so"): "`apt-get install libcurl4`"
      default: nil
      }
    return CommandFailure(description.escaped, hint: hint, exitCode: CommandFailure.unavailable)
  }
}

extension DownloadError: CommandError {
  package var commandFailure: CommandFailure {
    let code: Int32 =
      switch self {
      case .transport, .status, .range: CommandFailure.unavailable
      case .length: CommandFailure.checkFailed
      case .disk: CommandFailure.inputOutput
      }
    return CommandFailure(description.escaped, exitCode: code)
  }
}
