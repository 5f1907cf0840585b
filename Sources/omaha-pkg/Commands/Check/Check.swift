internal import ArgumentParser
internal import Catalog
internal import Omaha

/// `omaha-pkg check`
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print everything that is wrong in the catalog.",
    discussion: """
      Each error is one line, FILE:LINE: MESSAGE; the exit code is 1 if there is any. What is legal but surely not meant \
      is a warning, FILE:LINE: warning: MESSAGE.
      """)

  @Flag(help: "Exit with 1 for warnings too.")
  var strict = false

  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var repositoryOptions: RepositoryOptions

  func run() throws {
    let outcome = try Outcome(of: try repositoryOptions.existing())
    switch formatOptions.format {
    case .text: print(outcome.text)
    case .json: try JSON.print(outcome)
    }
    guard outcome.ok else {
      throw CommandFailure(
        "the catalog has \(quantity(outcome.errors.count, "error"))", exitCode: CommandFailure.checkFailed)
    }
    if strict, !outcome.warnings.isEmpty {
      throw CommandFailure(
        "the catalog has \(quantity(outcome.warnings.count, "warning"))", exitCode: CommandFailure.checkFailed)
    }
  }

  /// What the check found.
  private struct Outcome: Encodable {
    /// Whether a server takes the catalog.
    let ok: Bool
    let apps: Int
    let releases: Int
    let errors: [Fault]
    /// Only looked for when there are no errors.
    let warnings: [Fault]
    /// What is printed of all that.
    let text: String

    struct Fault: Encodable {
      let file: String
      let line: Int
      let message: String
    }

    enum CodingKeys: CodingKey {
      case ok, apps, releases, errors, warnings
    }

    init(of repository: Repository) throws {
      let catalog: Catalog
      do throws(CatalogErrors) {
        catalog = try Catalog.load(root: repository.root)
      } catch {
        ok = false
        apps = 0
        releases = 0
        errors = error.errors.map { Fault(file: $0.file, line: $0.line, message: $0.message) }
        warnings = []
        text = "\(error)"
        return
      }
      let found = try catalog.warnings(in: repository, at: Timestamp.now)
      ok = true
      apps = catalog.apps.count
      releases = catalog.releaseCount
      errors = []
      warnings = found.map { Fault(file: $0.file, line: $0.line, message: $0.message) }
      let sum = found.isEmpty ? "" : ", \(quantity(found.count, "warning"))"
      text = found.map { "\($0)\n" }.joined() + "ok: \(quantity(apps, "app")), \(quantity(releases, "release"))\(sum)"
    }
  }
}
