internal import Catalog
internal import CatalogEditing
internal import Omaha
internal import Posix

/// A command of ours for a message, complete: with the app that the message is about, and the repository that was named.
///
/// - Parameter app: Nil for a command that takes none.
func suggested(_ words: String..., app: ApplicationID? = nil) -> String { suggested(words, app: app) }

/// The same of words that are put together.
func suggested(_ words: [String], app: ApplicationID?) -> String { SuggestedCommand(words, app: app?.key).description }

/// The words that remove one release, and not those of the same version for other machines.
func removal(of key: ReleaseKey) -> [String] {
  let previous = key.previousVersion.map { ["--previous", $0] } ?? []
  return ["remove", key.version] + previous + ["--arch", key.architecture.rawValue]
}

/// How another payload comes under the key of a release that is there: a command, or what would refuse it.
///
/// - Parameter other: The other one.
func makingRoom(
  for other: String, at key: ReleaseKey, of app: ApplicationID, in repository: Repository
) -> String {
  let references = (try? repository.editor(of: app)?.referrers(to: key)) ?? []
  guard !references.isEmpty else { return "\(suggested(removal(of: key), app: app)) makes room for \(other)" }
  return
    "\(references.map(\.description).listed()) \(references.count == 1 ? "points" : "point") to the one that is there"
}

/// The same for a command about a repository as a whole, whose directory is named in any case.
func suggested(_ word: String, in repository: Repository) -> String {
  SuggestedCommand([word], root: repository.root).description
}
