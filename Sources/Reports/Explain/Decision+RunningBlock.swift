internal import Catalog
internal import Omaha
internal import UpdateService

extension Decision {
  /// The block of the version that the machine itself runs, in its group's channel; nil when that is not blocked.
  ///
  /// - Parameter known: The app as the catalog has it.
  func runningBlock(_ app: Request.App, of request: Request, known: CatalogApp?) -> Block? {
    guard let served, !served.channel.blocks.isEmpty, let version = Version(app.version) else { return nil }
    let architecture = request.architecture(of: app, hasARM: known?.hasARM ?? true) ?? served.defaultArchitecture
    return served.channel.block(of: version, for: architecture)
  }
}
