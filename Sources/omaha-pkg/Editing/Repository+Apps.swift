internal import Catalog
internal import FoundationEssentials
internal import Omaha

extension Repository {
  /// The apps that have an `app.xml`, in the order of their names.
  func apps() -> [ApplicationID] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: catalogPath)) ?? []
    return names.sorted().compactMap { name in
      guard let app = ApplicationID(name), app.key == name, FileManager.default.fileExists(atPath: appPath(app)) else {
        return nil
      }
      return app
    }
  }
}
