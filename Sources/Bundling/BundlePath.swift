package import Catalog
internal import CatalogEditing
package import Omaha

/// The name of an entry: where the file is in a repository. Nothing else has a place in a bundle.
package enum BundlePath: Hashable, Sendable {
  /// `catalog/APP/app.xml`
  case policy(ApplicationID)
  /// `catalog/APP/NAME`: a list of machines that `app.xml` names.
  case list(ApplicationID, String)
  /// `catalog/APP/releases/FILE`
  case release(ApplicationID, ReleaseKey)
  /// `floors/APP/floors.xml`: the floors that channels have at releases of the bundle, where `app.xml` is not in it.
  case floors(ApplicationID)
  /// `payloads/APP/VERSION/ARCH/NAME`
  case payload(ApplicationID, ReleaseKey, String)

  /// The list of hashes, the first entry. Its name says which format the bundle has.
  package static let manifest = "omaha-bundle-1.sha256"
  /// The signature of the list of hashes, the second entry of a signed bundle.
  package static let signature = manifest + ".sig"

  /// Reads a name; nil when nothing of a repository is called so. No name leads out of a repository: every part of it is an ID, a version,
  /// an architecture or the name of one file.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count >= 3, parts.allSatisfy({ $0.utf8.count <= 255 }), let app = ApplicationID(parts[1]),
      app.key.utf8.elementsEqual(parts[1].utf8)
    else { return nil }
    switch (parts[0], parts.count) {
    case ("catalog", 3) where parts[2] == AppDefinition.fileName: self = .policy(app)
    case ("catalog", 3):
      guard MachineList.fault(inFileName: parts[2]) == nil else { return nil }
      self = .list(app, parts[2])
    case ("catalog", 4):
      guard parts[2] == "releases", let key = ReleaseKey(fileName: parts[3]), !key.isOfForcedUpdate else { return nil }
      self = .release(app, key)
    case ("floors", 3) where parts[2] == "floors.xml": self = .floors(app)
    case ("payloads", 5):
      guard let key = ReleaseKey(version: parts[2], payloadDirectoryName: parts[3]), !key.isOfForcedUpdate,
        ReleaseFile.fault(inNewPackageName: parts[4]) == nil
      else { return nil }
      self = .payload(app, key, parts[4])
    default: return nil
    }
    // What is written in another way than it was read would be another name.
    guard self.text.utf8.elementsEqual(text.utf8) else { return nil }
  }

  /// The name.
  package var text: String {
    switch self {
    case .policy(let app): "catalog/\(app.key)/\(AppDefinition.fileName)"
    case .list(let app, let name): "catalog/\(app.key)/\(name)"
    case .release(let app, let key): "catalog/\(app.key)/releases/\(key.fileName)"
    case .floors(let app): "floors/\(app.key)/floors.xml"
    case .payload(let app, let key, let name):
      "payloads/\(app.key)/\(key.version)/\(key.payloadDirectoryName)/\(name)"
    }
  }

  /// Whether it is a payload: those come last.
  package var isPayload: Bool {
    if case .payload = self { true } else { false }
  }
}

extension ReleaseKey {
  /// Whether a version is the word that a machine sends, which no release has.
  fileprivate var isOfForcedUpdate: Bool {
    [version, previousVersion].contains { $0.flatMap { Version($0) }?.isForcedUpdate == true }
  }
}
