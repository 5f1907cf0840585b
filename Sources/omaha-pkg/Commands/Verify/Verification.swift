internal import Catalog
internal import FoundationEssentials
internal import Glibc
internal import Omaha
internal import Payload

/// Every payload of a repository against its release.
struct Verification: Encodable {
  /// One thing that is not as the releases say, or worth knowing.
  struct Finding: Encodable {
    let kind: Kind
    let path: String
    let detail: String
  }

  enum Kind: String, Encodable {
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

    var isFault: Bool { self != .elsewhere }
  }

  private(set) var verified = 0
  private(set) var findings: [Finding] = []

  /// Hashes the payloads of every app, or of one.
  init(of repository: Repository, only app: ApplicationID?) throws {
    // Before the catalog: what is published meanwhile has its release by then.
    var unnamed = repository.payloadFiles(of: app)
    let catalog = try Catalog.load(root: repository.root)
    if let app, catalog[appKey: app] == nil { throw CommandFailure.noSuchApp(app) }
    let expected = try Self.expected(of: catalog, in: repository, only: app)
    let total = expected.reduce(0) { $0 &+ $1.package.size }
    let reporter = ProgressReporter(label: "verifying")
    defer { reporter.finish() }
    var done: UInt64 = 0
    for payload in expected {
      unnamed.remove(payload.path)
      let before = done
      verify(payload) { reporter.report(done: before &+ $0, total: max(total, before &+ $0)) }
      done &+= payload.package.size
    }
    for path in unnamed.sorted() {
      findings.append(Finding(kind: .unnamed, path: path, detail: "no release names it"))
    }
  }

  /// A file that a release promises.
  private struct Payload {
    let package: Package
    let release: ReleaseFile
    let path: String
  }

  private static func expected(
    of catalog: Catalog, in repository: Repository, only app: ApplicationID?
  ) throws -> [Payload] {
    var payloads: [Payload] = []
    for known in catalog.apps where app == nil || known.id == app {
      for release in known.releases {
        guard let file = try ReleaseFile.read(repository, known.id, release) else {
          continue
        }
        let directory = repository.payloadDirectory(known.id, release)
        for package in file.manifest.packages {
          payloads.append(Payload(package: package, release: file, path: "\(directory)/\(package.name)"))
        }
      }
    }
    return payloads
  }

  private mutating func verify(_ payload: Payload, progress: @escaping (UInt64) -> Void) {
    let (package, release, path) = (payload.package, payload.release, payload.path)
    // Not FileManager's: its numbers have another type where there is no full Foundation.
    var status = stat()
    let size = unsafe stat(path, &status) == 0 ? UInt64(status.st_size) : nil
    guard let size else {
      let isElsewhere = release.codebases.allSatisfy(\.isAbsolute)
      let detail = isElsewhere ? "served from \(release.codebases.first?.text ?? "")" : "not there"
      findings.append(Finding(kind: isElsewhere ? .elsewhere : .missing, path: path, detail: detail))
      return
    }
    guard size == package.size else {
      let kind: Kind = size < package.size ? .truncated : .longer
      let detail = "\(quantity(Int(clamping: size), "byte")), the release says \(package.size)"
      findings.append(Finding(kind: kind, path: path, detail: detail))
      return
    }
    do throws(PayloadError) {
      let digest = try PayloadHasher.hash(path: path) { done, _ in progress(done) }
      if digest.sha256Hex == package.sha256?.lowercased(), digest.sha1Base64 == package.sha1 {
        verified += 1
      } else {
        findings.append(
          Finding(kind: .changed, path: path, detail: "its hashes are not those of the release"))
      }
    } catch {
      findings.append(Finding(kind: .unreadable, path: path, detail: error.reason))
    }
  }

  /// One line per finding, then the sum.
  var text: String {
    var table = Table()
    for finding in findings { table.add(finding.kind.rawValue, finding.path, finding.detail) }
    let faults = findings.count { $0.kind.isFault }
    let sum = faults == 0 ? "ok: \(quantity(verified, "payload")) verified\n" : ""
    return table.text() + sum
  }
}
