internal import Omaha
internal import Payload

/// One file of a release that is being added.
struct AddedFile {
  let source: PayloadSource
  let digest: PayloadDigest
  /// Its name in the repository.
  let name: String
  let isRequired: Bool
  /// What the package says besides.
  let attributes: [Attribute]

  var package: Package {
    Package(
      name: name, size: digest.size, sha1: digest.sha1Base64, sha256: digest.sha256Hex, isRequired: isRequired,
      attributes: attributes)
  }

  /// Whether a package of a release is this file, whatever it says besides.
  func isSame(as package: Package) -> Bool {
    package.sha256?.lowercased() == digest.sha256Hex && package.size == digest.size
      && package.sha1 == digest.sha1Base64
  }
}
