internal import ArgumentParser
internal import Catalog
internal import Omaha

/// What clients are told about a release besides its payload
struct ReleaseOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "An attribute of the postinstall action, such as deadline=now, or with EVENT: before it of another action; may be repeated.",
      valueName: "key=value"))
  var action: [GivenAttribute] = []

  @Option(help: ArgumentHelp("An attribute of the manifest; may be repeated.", valueName: "key=value"))
  var manifest: [GivenAttribute] = []

  @Option(help: ArgumentHelp("An attribute of a package; may be repeated.", valueName: "name:key=value"))
  var package: [GivenAttribute] = []

  @Option(
    help: ArgumentHelp(
      "A further file, by its name, that the update is complete without; may be repeated.", valueName: "name"))
  var optional: [String] = []

  /// Throws when an attribute is none that can be given, or a name is none of the files'.
  func check(names: [String]) throws {
    try checkAttributes()
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw ValidationError("two files are named \(twice.quoted)")
    }
    for name in optional + package.compactMap(\.scope) where !names.contains(name) {
      throw ValidationError("no file is named \(name.quoted)")
    }
    if let main = names.first, optional.contains(main) {
      throw ValidationError("--optional \(main.quoted) is the main package, without which there is no update")
    }
  }

  private func checkAttributes() throws {
    try GivenAttribute.validate(
      action, of: "--action", scope: GivenAttributes.postinstall, reserved: ["event", "sha256", "IsDeltaPayload"])
    try GivenAttribute.validate(manifest, of: "--manifest", reserved: Set(["version"] + Manifest.marks))
    try GivenAttribute.validate(
      package, of: "--package", reserved: ["name", "size", "hash", "hash_sha256", "required"])
    if let scope = manifest.lazy.compactMap(\.scope).first {
      throw ValidationError("--manifest \(scope.quoted) does not belong before the key")
    }
    if package.contains(where: { $0.scope == nil }) {
      throw ValidationError("--package takes NAME:KEY=VALUE")
    }
  }

  /// What the package of a file says besides.
  func attributes(of name: String) -> [Attribute] {
    package.filter { $0.scope == name }.map(\.attribute)
  }

  /// What actions and manifest say besides.
  var given: GivenAttributes { GivenAttributes(action: action, manifest: manifest) }
}
