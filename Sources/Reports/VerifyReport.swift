package import Catalog
internal import CatalogEditing
internal import Glibc
package import Omaha
package import Payload

/// Every payload of a repository against its release.
package struct VerifyReport: Codable {
  package private(set) var verified = 0
  package private(set) var findings: [Finding] = []

  /// One thing that is not as the releases say, or worth knowing.
  package struct Finding: Codable {
    package let kind: Kind
    package let file: String
    package let message: String
  }

  /// What was found.
  package enum Kind: String, Codable {
    /// The size is right and the content is not.
    case changed
    /// There is no such file.
    case missing
    /// The file is shorter than its release says.
    case truncated
    /// The file is longer than its release says.
    case longer
    /// The file cannot be read.
    case unreadable
    /// No release names the file.
    case unnamed
    /// The release is served from elsewhere.
    case elsewhere

    package var isFault: Bool { self != .elsewhere }
  }

  /// A file that a release promises.
  private struct PromisedFile {
    let package: Package
    let release: ReleaseFile
    let path: String
  }

  /// Hashes the payloads of every app, or of one.
  package init(
    of repository: Repository, only app: ApplicationID?, progress: @escaping PayloadProgress
  ) throws(ReportError) {
    // Before the catalog: what is published meanwhile has its release by then.
    var unnamed = repository.payloadFiles(of: app)
    let expected = try Self.expected(of: app, in: repository)
    let total = expected.reduce(0) { $0 &+ $1.package.size }
    var done: UInt64 = 0
    for payload in expected {
      unnamed.remove(payload.path)
      let before = done
      verify(payload) { now, _ in progress(before &+ now, max(total, before &+ now)) }
      done &+= payload.package.size
    }
    for path in unnamed.sorted() {
      findings.append(Finding(kind: .unnamed, file: path, message: "no release names it"))
    }
  }

  private static func expected(of app: ApplicationID?, in repository: Repository) throws(ReportError) -> [PromisedFile]
  {
    let catalog: Catalog
    do throws(CatalogErrors) { catalog = try Catalog.load(root: repository.root) } catch { throw .catalog(error) }
    if let app, catalog[appKey: app] == nil { throw .noSuchApp(app, known: catalog.apps.map(\.id)) }
    var payloads: [PromisedFile] = []
    do throws(RepositoryError) {
      for known in catalog.apps where app == nil || known.id == app {
        for key in known.releases {
          guard let release = try ReleaseFile.read(repository, known.id, key) else { continue }
          let directory = repository.payloadDirectory(known.id, key)
          payloads += release.manifest.packages.map {
            PromisedFile(package: $0, release: release, path: "\(directory)/\($0.name)")
          }
        }
      }
    } catch {
      throw .repository(error)
    }
    return payloads
  }

  private mutating func verify(_ payload: PromisedFile, progress: @escaping PayloadProgress) {
    let (package, release, path) = (payload.package, payload.release, payload.path)
    var status = stat()
    let size = unsafe stat(path, &status) == 0 ? UInt64(status.st_size) : nil
    guard let size else {
      let isElsewhere = release.codebases.allSatisfy(\.isAbsolute)
      let detail = isElsewhere ? "served from \(release.codebases.first?.text ?? "")" : "not there"
      findings.append(Finding(kind: isElsewhere ? .elsewhere : .missing, file: path, message: detail))
      return
    }
    guard size == package.size else {
      let kind: Kind = size < package.size ? .truncated : .longer
      let detail = "\(quantity(Int(clamping: size), "byte")), the release says \(package.size)"
      findings.append(Finding(kind: kind, file: path, message: detail))
      return
    }
    do throws(PayloadError) {
      let digest = try PayloadHasher.hash(path: path, progress: progress)
      if digest.sha256Hex == package.sha256?.lowercased(), digest.sha1Base64 == package.sha1 {
        verified += 1
      } else {
        findings.append(
          Finding(kind: .changed, file: path, message: "its hashes are not those of the release"))
      }
    } catch {
      findings.append(Finding(kind: .unreadable, file: path, message: error.reason))
    }
  }
}
