package import Catalog
package import Omaha

extension Decision {
  /// The block of the version that the machine itself runs, in its group's channel; nil when that is not blocked.
  ///
  /// - Parameter known: The app as the catalog has it.
  package func runningBlock(_ app: Request.App, of request: Request, known: CatalogApp?) -> Block? {
    guard let served, !served.channel.blocks.isEmpty, let version = Version(app.version) else { return nil }
    let architecture = request.architecture(of: app, hasARM: known?.hasARM ?? true) ?? served.defaultArchitecture
    return served.channel.block(of: version, for: architecture)
  }

  /// Why it was made, as a clause for people.
  ///
  /// - Parameter runsBlocked: Whether the machine itself runs a blocked version.
  package func explanation(runsBlocked: Bool) -> String {
    guard runsBlocked else { return reason.explanation }
    return reason == .upToDate
      ? "the machine runs a blocked version, and nothing newer is there for it"
      : "\(reason.explanation); the machine runs a blocked version"
  }
}
