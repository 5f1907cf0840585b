package import Catalog
internal import CatalogEditing
package import Omaha

/// An app: what its operator wants, and what that comes to at a moment.
package struct AppReport: Codable {
  package let app: String
  package let name: String?
  /// What a machine counts as that tells no architecture, where a channel has no target for all.
  package let defaultArch: String
  package let updates: Switch
  package let channels: [ChannelReport]
  /// In the order in which they are tried, those that every channel is by itself last.
  package let groups: [GroupReport]
  package let releases: [ReleaseReport]

  /// Whether updates are offered.
  package enum Switch: String, Codable {
    case on, off

    init(isPaused: Bool) { self = isPaused ? .off : .on }
  }

  /// Reports on an app.
  ///
  /// - Parameter now: The moment that rollouts and windows are looked at for.
  package init(_ app: CatalogApp, in repository: Repository, at now: Timestamp) throws(RepositoryError) {
    self.app = app.id.key
    name = app.name
    defaultArch = (app.statedDefaultArchitecture ?? .amd64).rawValue
    updates = Switch(isPaused: app.isPaused)
    channels = app.channels.map { ChannelReport($0) }
    let named = app.groups.count - app.channels.count
    groups = app.groups.enumerated().map { index, group in
      // The first that takes a machine decides.
      let earlier = app.groups.prefix(index).first { $0.group.selector.covers(group.group.selector) }
      return GroupReport(group, of: app, isChannel: index >= named, coveredBy: earlier?.group.name, at: now)
    }
    let pins = Dictionary(grouping: groups.flatMap(\.pins), by: \.version)
    var releases: [ReleaseReport] = []
    for key in app.releases {
      guard let release = try ReleaseFile.read(repository, app.id, key) else { continue }
      releases.append(ReleaseReport(release, of: app, pins: pins[key.version] ?? [], in: repository))
    }
    self.releases = releases
  }

  /// Reports on one app of a repository.
  package init(_ id: ApplicationID, in repository: Repository, at now: Timestamp) throws(ReportError) {
    let catalog: Catalog
    do throws(CatalogErrors) { catalog = try Catalog.load(root: repository.root) } catch { throw .catalog(error) }
    guard let app = catalog[appKey: id] else { throw .noSuchApp(id, known: catalog.apps.map(\.id)) }
    do throws(RepositoryError) {
      try self.init(app, in: repository, at: now)
    } catch {
      throw .repository(error)
    }
  }
}
