internal import Catalog
internal import Console
internal import Glibc
internal import Payload
internal import Posix

/// The file that is to become a payload, held open so that what is inspected is what is published.
final class PayloadSource {
  let path: String
  let descriptor: Int32
  private let stamp: FileStamp

  init(path: String) throws(PayloadError) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw PayloadError(.noInput(code: errno), path: path) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw PayloadError(.notRegularFile("a directory, pipe, socket or device"), path: path)
    }
    self.path = path
    self.descriptor = descriptor
    stamp = FileStamp(status)
  }

  deinit { close(descriptor) }

  /// What a file of a release is to be.
  enum Role {
    /// The payload, which is what machines are updated with.
    case full
    /// A payload for one version only.
    case delta
    /// A further file, whatever it is.
    case other
  }

  /// Hashes the file and looks whether it is whole and what it is to be.
  ///
  /// - Parameter allowingFaults: Whether a broken or a wrong payload is only warned of.
  func inspect(as role: Role, allowingFaults: Bool) throws -> PayloadReport {
    let reporter = ProgressReporter(label: "reading \(path.escaped)")
    let report: PayloadReport
    do {
      defer { reporter.finish() }
      report = try PayloadInspector.inspect(path: path, progress: reporter.report)
    }
    try checkUnchanged()
    guard report.digest.size > 0 else {
      throw CommandFailure("\(path.escaped) is empty", exitCode: CommandFailure.checkFailed)
    }
    try checkKind(of: report, as: role, allowingFaults: allowingFaults)
    guard !report.isSound else { return report }
    let faults = "\(path.escaped) is broken: \(report.faults.joined(separator: "; "))"
    guard allowingFaults else {
      throw CommandFailure(
        faults, hint: "--force publishes it all the same", exitCode: CommandFailure.checkFailed)
    }
    StandardError.warn(faults)
    return report
  }

  /// Throws when a CrAU payload is a delta that is not to be one, or the other way round.
  private func checkKind(of report: PayloadReport, as role: Role, allowingFaults: Bool) throws {
    guard case .crau(let crau) = report.content, let kind = crau.manifest?.kind else { return }
    switch (role, kind) {
    case (.full, .delta):
      throw CommandFailure(
        "\(path.escaped) is a delta payload, which updates one version only",
        hint: "--previous V says which", exitCode: CommandFailure.checkFailed)
    case (.delta, .full):
      let fault = "\(path.escaped) is a full payload, which updates every version"
      guard allowingFaults else {
        throw CommandFailure(
          fault, hint: "leave out --previous; --force publishes it as a delta all the same",
          exitCode: CommandFailure.checkFailed)
      }
      StandardError.warn(fault)
    default: return
    }
  }

  /// Throws when the file is not what it was when it was opened, by its size, its time and its name.
  func checkUnchanged() throws(PayloadError) {
    guard FileStamp(descriptor: descriptor) == stamp, FileStamp(path: path) == stamp
    else { throw PayloadError(.changedWhileReading, path: path) }
  }
}
