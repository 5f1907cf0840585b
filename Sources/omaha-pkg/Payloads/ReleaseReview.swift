internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha
internal import Payload

/// What machines will make of the files of a release, told before it is published.
///
/// The numbers are update_engine's exit codes, by which the machines would report the failure.
struct ReleaseReview {
  let app: ApplicationID
  /// In the order of the release's packages; the first is what machines install.
  let files: [ReviewedFile]
  var actions: [Action] = []
  var others = OtherReleases()

  /// Why these files are surely not meant, in this order; nil when they may be.
  var refusal: CommandFailure? {
    guard let first = files.first, let update = misplacedUpdate else { return nil }
    return CommandFailure(
      "\(first.name.escaped) is the first file, and so what machines would install, but \(update.name.escaped) is the update",
      hint: "give \(update.name.escaped) first; --force publishes them in this order",
      exitCode: CommandFailure.checkFailed)
  }

  /// A later file that is the update when the first is not, as `*.gz` sorts them.
  private var misplacedUpdate: ReviewedFile? {
    guard let first = files.first, !first.hasKernel, !first.isNamedAsUpdate else { return nil }
    let later = files.dropFirst()
    return later.first(where: \.hasKernel) ?? (first.isNamedAsFurther ? later.first(where: \.isNamedAsUpdate) : nil)
  }

  /// What is probably a mistake, and what comes of it: sentences without a full stop.
  var warnings: [String] {
    guard let first = files.first else { return [] }
    var warnings = files.compactMap { file in
      file.report.remedy.map { "\(file.name.escaped) is \(file.report.noun ?? ""): \($0)" }
    }
    if isUpdateEngines { warnings += self.warnings(of: first) }
    if isFlatcars {
      if first.isNamedAsFurther {
        warnings.append(
          "\(first.name.escaped) is named as a further package of a release is, and is what machines would install")
      }
      for file in files.dropFirst() where file.isNamedAsFurther { warnings += self.warnings(ofFurther: file) }
      for action in actions {
        guard let fault = action.faultForFlatcar else { continue }
        warnings.append(
          "the \(action.event.escaped) action \(fault): Flatcar's ue-rs refuses the whole answer, and machines that need"
            + " further packages would fail with 5")
      }
    }
    return warnings
  }

  /// What is as it may be, and yet worth knowing.
  var notes: [String] {
    guard isFlatcars, !files.contains(where: \.isNamedAsFurther) else { return [] }
    return [
      "the release has none of Flatcar's further packages: a machine with an OEM or an extension looks for oem-ID.gz and"
        + " flatcar-NAME.gz in it, then on Flatcar's server, and fails with 5 where it cannot reach that"
    ]
  }

  /// Prints warnings and notes to standard error.
  ///
  /// - Parameter allowingFaults: Whether a refusal is only a warning too.
  /// - Throws: the refusal.
  func tell(allowingFaults: Bool) throws(CommandFailure) {
    if let refusal {
      guard allowingFaults else { throw refusal }
      StandardError.warn(refusal.message)
    }
    for warning in warnings { StandardError.warn(warning) }
    for note in notes { StandardError.note(note) }
  }

  private var isFlatcars: Bool { WellKnownApp(app) == .containerLinux }

  /// Whether update_engine applies what is published.
  private var isUpdateEngines: Bool { WellKnownApp(app) != nil || others.crau != nil }

  private func warnings(of payload: ReviewedFile) -> [String] {
    let name = payload.name.escaped
    guard payload.isCrAU else {
      let other = others.crau.map { ", as that of \($0) is" } ?? ""
      return ["\(name) is \(payload.contrast)\(other): machines would fail with 21"]
    }
    guard let manifest = payload.report.manifest else { return [] }
    guard let signatures = manifest.signatures else {
      return others.signed.map { ["\(name) is not signed, as \($0) is: machines that have a key would fail with 17"] }
        ?? []
    }
    guard signatures.clientSignature == nil else { return [] }
    return [
      "\(name) has no signature of version \(PayloadSignature.clientVersion): machines that have a key would fail with 18"
    ]
  }

  /// A machine that looks for the package by its name takes it only as a signed payload of the whole file system.
  private func warnings(ofFurther file: ReviewedFile) -> [String] {
    let fault: String? =
      if !file.isCrAU { "is \(file.contrast)" } else if let manifest = file.report.manifest {
        manifest.kind == .delta ? "is a delta" : manifest.signatures == nil ? "is not signed" : nil
      } else { nil }
    return fault.map { ["\(file.name.escaped) \($0): machines that need it would fail with 5"] } ?? []
  }
}
