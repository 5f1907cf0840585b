package import Catalog
package import Omaha

/// What a machine that reports a failure has tried to install.
package struct Attempt {
  /// The group that takes the machine; nil when none does.
  package let served: ServedGroup?
  /// Where the group's pin or channel points to for the machine.
  package let target: Target?
  /// The version; nil when there is none that is newer than the machine's own.
  package let release: String?
}

extension UpdateService {
  /// What a machine has tried to install: what it says itself (`nextversion`), else what the catalog gives a machine of its version.
  /// The server does not remember what it answered.
  package func attempt(of app: Request.App, in request: Request, reporting event: Event) -> Attempt {
    let told = [event.nextVersion, app.nextVersion].lazy.compactMap { $0 }.first { !$0.isEmpty }
    guard let known = catalog.app(for: app), let version = Version(app.version) else {
      return Attempt(served: nil, target: nil, release: told)
    }
    let machine = Machine(app, of: request, version: version, hasARM: known.hasARM)
    guard let served = known.group(for: machine), let path = served.path(for: machine.architecture) else {
      return Attempt(served: known.group(for: machine), target: nil, release: told)
    }
    let isRollback = served.group.allowsRollback && path.target.version < version
    let release = (isRollback ? path.steps.last : path.step(for: version))?.release?.version
    let isNews = release.map { isRollback || $0 > version } ?? false
    return Attempt(served: served, target: path.target, release: told ?? (isNews ? release?.text : nil))
  }
}
