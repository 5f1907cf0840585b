internal import Catalog
internal import CatalogEditing
internal import Console

/// The name of a payload that `add` gives: narrower than what the catalog accepts, because it stands in a URL that
/// clients put together without escaping, and in a directory beside temporary files.
enum PayloadName {
  /// The name of a file that can be a payload's.
  static func of(_ path: String) throws -> String {
    let name = String(path.split(separator: "/").last ?? "")
    if let fault = fault(in: name) {
      throw CommandFailure(
        "the file's name \(name.quoted) \(fault)", hint: "give another with --name", exitCode: CommandFailure.usage)
    }
    return name
  }

  /// What keeps a text from being a payload's name, as a clause; nil when it can be one.
  static func fault(in name: String) -> String? { ReleaseFile.fault(inNewPackageName: name) }
}
