public import Omaha

/// What a server decided for one app.
public enum UpdateDecision: Hashable, Sendable {
  /// There is an update.
  case update(UpdateOffer)
  /// There is nothing newer for this machine now.
  case noUpdate
}

/// A release on offer.
public struct UpdateOffer: Hashable, Sendable {
  /// The answer to the update check.
  public let result: UpdateCheckResult
  /// What to install: the first manifest.
  public let manifest: Manifest
  /// The payload: the manifest's first package.
  public let payload: Package

  /// The version on offer; empty when the server does not say.
  public var version: String { manifest.version }

  /// Where a package of the offer can be fetched: one URL for each codebase, in the server's order.
  public func urls(of package: Package) -> [String] { result.codebases.map { Self.join($0, package.name) } }

  /// The URLs of the payload.
  public var urls: [String] { urls(of: payload) }

  /// An offer; nil when the answer has no manifest, no package in the first one, or no codebase.
  public init?(_ result: UpdateCheckResult) {
    guard result.status == .ok, let manifest = result.manifest, let payload = manifest.packages.first,
      result.codebases.contains(where: { !$0.isEmpty })
    else { return nil }
    self.result = result
    self.manifest = manifest
    self.payload = payload
  }

  /// A codebase and a name, with one slash between.
  static func join(_ codebase: String, _ name: String) -> String {
    codebase.hasSuffix("/") ? codebase + name : codebase + "/" + name
  }
}
