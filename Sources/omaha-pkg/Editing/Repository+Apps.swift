internal import Catalog
internal import CatalogEditing
internal import Console
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

  /// Throws unless there is an app.
  func require(_ app: ApplicationID) throws(CommandFailure) {
    let known = apps()
    if !known.contains(app) { throw .noSuchApp(app, known) }
  }

  /// Throws when the name of an app that is not there yet is probably a mistake.
  func requireMeant(newApp app: ApplicationID) throws(CommandFailure) {
    if let other = Spelling.misspelled(app.key, of: apps().map(\.key)) {
      throw .misspelled("app", app.key, of: other)
    }
  }

  /// The app as it is; nil when there is none.
  ///
  /// - Throws: also everything that is wrong in it.
  func editor(of app: ApplicationID) throws(RepositoryError) -> AppEditor? {
    do throws(RepositoryError) {
      return try AppEditor(self, app)
    } catch  where error.isMissing {
      return nil
    }
  }
}

extension ChangeReport {
  /// Says that an app that is not there needs no removal, and which one was probably meant.
  func say(_ line: String, ofMissing app: ApplicationID, in repository: Repository) {
    say(line, isChange: false)
    // Nothing is made of the name, so what is less like it is named too.
    if let other = Spelling.nearest(to: app.key, of: repository.apps().map(\.key)) {
      StandardError.note("there is \(other.quoted): did you mean that?")
    }
  }
}
