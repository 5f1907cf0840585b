internal import Catalog
internal import FoundationEssentials
internal import Glibc
internal import Omaha

extension Repository {
  /// The apps that have an `app.xml`, in the order of their names.
  func apps() -> [ApplicationID] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: catalogPath)) ?? []
    return names.sorted().compactMap { name in
      guard let app = ApplicationID(name), app.key == name else { return nil }
      // What may not be looked at is there.
      return unsafe access(appPath(app), F_OK) == 0 || errno == EACCES ? app : nil
    }
  }
}
