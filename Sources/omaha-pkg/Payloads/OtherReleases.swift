internal import Catalog
internal import Omaha
internal import Payload

/// What the payloads of an app's other releases are, as far as their first bytes tell.
struct OtherReleases {
  /// The version of the newest one whose payload is CrAU; nil when there is none.
  private(set) var crau: String?
  /// The version of the newest one whose payload is signed; nil when there is none.
  private(set) var signed: String?

  /// Payloads that are looked at, so that an app of ten thousand releases is as fast as one of a hundred.
  private static let limit = 100
  /// CrAU payloads that are looked at. Their manifests may have some MiB each.
  private static let manifestLimit = 8

  /// No other releases.
  init() {}

  /// Looks at the newest. What cannot be read tells nothing: `check` and `verify` are for that.
  init(of app: ApplicationID, besides key: ReleaseKey, in repository: Repository) {
    var manifests = 0
    let keys = ((try? repository.releases(of: app)) ?? []).filter { $0 != key }
    let newestFirst = keys.compactMap { key in Version(key.version).map { (key, $0) } }.sorted { $0.1 > $1.1 }
    for (other, _) in newestFirst.prefix(Self.limit) {
      guard manifests < Self.manifestLimit, signed == nil else { return }
      guard let release = try? ReleaseFile.read(repository, app, other), let package = release.manifest.packages.first,
        let isSigned = try? PayloadInspector.isSigned(
          path: repository.payloadDirectory(app, other) + "/" + package.name)
      else { continue }
      manifests += 1
      crau = crau ?? other.version
      if isSigned { signed = other.version }
    }
  }
}
