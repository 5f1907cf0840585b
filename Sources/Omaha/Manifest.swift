/// One release as the client gets it: `<manifest>` of an update check's answer, and of a release file.
public struct Manifest: Hashable, Sendable {
  /// The release's version; empty when the response did not say.
  public let version: String

  /// The files, the payload first.
  public let packages: [Package]

  /// What to do with them.
  public let actions: [Action]

  /// Every other attribute of `<manifest>`, in the order of the document.
  public let attributes: [Attribute]

  /// A manifest.
  public init(version: String, packages: [Package], actions: [Action], attributes: [Attribute] = []) {
    self.version = version
    self.packages = packages
    self.actions = actions
    self.attributes = attributes
  }

  /// The action that update_engine follows: the first one with the event `postinstall`.
  public var postinstall: Action? { actions.first { $0.event == "postinstall" } }
}
