internal import Payload

/// One file of a release, as ``ReleaseReview`` sees it.
struct ReviewedFile {
  /// Its name in the repository.
  let name: String
  let report: PayloadReport

  /// Whether it is called as the further packages of Flatcar's releases are: `oem-azure.gz`, `flatcar-python.gz`. Machines
  /// look for those by name.
  var isNamedAsFurther: Bool { Self.isNamedAsFurther(name) }

  /// Whether a file of that name is called so.
  static func isNamedAsFurther(_ name: String) -> Bool {
    // Nebraska calls a payload that it keeps flatcar-amd64-4.0.0.gz.
    (name.hasPrefix("oem-") || name.hasPrefix("flatcar-")) && name.hasSuffix(".gz")
      && !["flatcar-amd64-", "flatcar-arm64-"].contains(where: name.hasPrefix)
  }

  /// Whether it is called as updates are: `update.gz`, `flatcar_production_update.gz`.
  var isNamedAsUpdate: Bool { name == "update.gz" || name.hasSuffix("_update.gz") }

  /// Whether it is a CrAU payload, whole or not.
  var isCrAU: Bool {
    if case .crau = report.content { true } else { false }
  }

  var hasKernel: Bool { report.manifest?.hasKernel == true }

  /// "a zip archive, not a CrAU payload", or "no CrAU payload" of what is not known.
  var contrast: String { report.noun.map { "\($0), not a CrAU payload" } ?? "no CrAU payload" }
}
