internal import Catalog
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

/// The same for a command about a repository as a whole, whose directory is named in any case.
func suggested(_ word: String, in repository: Repository) -> String {
  SuggestedCommand([word], root: repository.root).description
}
