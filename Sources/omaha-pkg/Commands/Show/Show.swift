internal import ArgumentParser
internal import Catalog
internal import Console
internal import Omaha
internal import Reports

/// `omaha-pkg show VERSION --app ID`
struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print everything about a release, or about an app.",
    usage: "omaha-pkg show [<version>] [--app <id>] [--arch <arch>] [--at <time>] [--format <text|json>] [--root <dir>]"
  )

  @Argument(help: "The release's version; without it the app is shown.", completion: .versions)
  var version: Version?

  @OptionGroup var appOptions: AppOptions
  @OptionGroup var architectureOptions: ArchitectureOptions
  @OptionGroup var momentOptions: MomentOptions
  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var repositoryOptions: RepositoryOptions

  func run() throws {
    let repository = try repositoryOptions.existing()
    let app = try appOptions.app(in: repository)
    let report = try AppReport(app, in: repository, at: momentOptions.moment)
    guard let asked = version else {
      return try formatOptions.print(report) { report.details }
    }
    let version = try KnownVersions(of: app, in: repository).written(asked)
    let arch = architectureOptions.arch
    let all = report.releases.filter { $0.version == version.text }
    let releases = all.filter { arch == nil || $0.arch == arch?.rawValue }
    guard !releases.isEmpty else {
      throw CommandFailure.noSuchRelease(app, version, arch, others: all.compactMap { Architecture(rawValue: $0.arch) })
    }
    try formatOptions.print(releases) { releases.map(\.text).joined(separator: "\n") }
  }
}
