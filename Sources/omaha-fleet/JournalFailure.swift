internal import Catalog
package import Console
internal import Glibc
internal import Journal

extension JournalError: CommandError {
  package var commandFailure: CommandFailure {
    CommandFailure(
      description.escaped,
      hint: code == ENOENT ? "omaha-fcgi and omaha-cgi make the journal in the folder of --fleet" : nil,
      exitCode: code == ENOENT ? CommandFailure.noInput : CommandFailure.inputOutput)
  }
}
