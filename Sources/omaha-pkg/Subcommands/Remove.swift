internal import ArgumentParser
internal import Catalog
internal import Omaha

/// `omaha-pkg remove VERSION --app ID`
struct Remove: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Remove a release and its payload.",
    discussion: "A release that a channel points to is not removed.")

  @Argument(help: "The release's version.")
  var version: Version

  @OptionGroup var appOptions: AppOptions
  @OptionGroup var architectureOptions: ArchitectureOptions
  @OptionGroup var repositoryOptions: RepositoryOptions

  func run() throws {
    let app = appOptions.app
    let writer = try repositoryOptions.writer()
    guard try writer.hasApp(app) else { throw CommandFailure.noSuchApp(app) }
    let published = try writer.architectures(of: app, version)
    let wanted = architectureOptions.arch.map { [$0] } ?? Architecture.allCases
    // All or nothing: what cannot be removed is found before anything is.
    for architecture in wanted where published.contains(architecture) {
      let channels = try writer.channels(of: app, pointingTo: version, architecture)
      guard channels.isEmpty else {
        let names = channels.map { $0.quoted }.joined(separator: " and ")
        throw CommandFailure(
          "channel \(names) of \(app.key) points to \(version) \(architecture)",
          hint: "promote another release there first", exitCode: CommandFailure.checkFailed)
      }
    }
    var found = false
    for architecture in wanted {
      let isPublished = published.contains(architecture)
      if isPublished { try writer.removeRelease(of: app, version, architecture) }
      // Also without a release: an interrupted removal or addition leaves the payload.
      let files = try writer.removePayload(of: app, version, architecture)
      guard isPublished || files > 0 else { continue }
      found = true
      print("removed \(version) \(architecture) of \(app.key) and \(quantity(files, "payload file"))")
    }
    guard found else { throw CommandFailure.noSuchRelease(app, version, architectureOptions.arch) }
  }
}
