package import Omaha

/// What an app is to have besides what is on disk, so that a change which needs it can be tried before anything is written.
package struct PendingApp: Hashable, Sendable {
  /// The key of the app's ID.
  let key: String
  /// `app.xml` and lists of machines, read instead of those on disk.
  package let files: [PendingFile]
  /// Further releases: the text of each by the name of its file.
  package let releases: [String: [UInt8]]
  /// The releases whose payloads are taken to be in place.
  package let payloads: Set<ReleaseKey>

  package init(
    _ app: ApplicationID, files: [PendingFile], releases: [String: [UInt8]], payloads: Set<ReleaseKey>
  ) {
    key = app.key
    self.files = files
    self.releases = releases
    self.payloads = payloads
  }
}

extension Repository {
  /// What is pending of an app; nil when nothing is.
  package func pending(of app: ApplicationID) -> PendingApp? { pending.flatMap { $0.key == app.key ? $0 : nil } }
}
