internal import ArgumentParser
internal import Catalog

/// `omaha-pkg check`
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read the whole catalog and print everything that is wrong in it.",
    discussion: "Each error is one line, FILE:LINE: MESSAGE. The exit code is 1 if there is any.")

  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var repositoryOptions: RepositoryOptions

  func run() throws {
    let outcome = Outcome(of: try repositoryOptions.existing())
    switch formatOptions.format {
    case .text: print(outcome.text)
    case .json: try JSON.print(outcome)
    }
    guard outcome.ok else {
      throw CommandFailure(
        "the catalog has \(quantity(outcome.errors.count, "error"))", exitCode: CommandFailure.checkFailed)
    }
  }

  /// What the check found.
  private struct Outcome: Encodable {
    let ok: Bool
    let apps: Int
    let releases: Int
    let errors: [Fault]

    struct Fault: Encodable {
      let file: String
      let line: Int
      let message: String
    }

    init(of repository: Repository) {
      do throws(CatalogErrors) {
        let catalog = try Catalog.load(root: repository.root)
        ok = true
        apps = catalog.apps.count
        releases = catalog.releaseCount
        errors = []
      } catch {
        ok = false
        apps = 0
        releases = 0
        errors = error.errors.map { Fault(file: $0.file, line: $0.line, message: $0.message) }
      }
    }

    var text: String {
      guard !ok else { return "ok: \(quantity(apps, "app")), \(quantity(releases, "release"))" }
      return errors.map { "\(CatalogError(file: $0.file, line: $0.line, message: $0.message))" }.joined(separator: "\n")
    }
  }
}
