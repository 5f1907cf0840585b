internal import ArgumentParser
internal import Catalog

/// What `--reason` and other words for people accept.
enum Words {
  static func validate(_ option: String, _ text: String?) throws {
    guard let text, text.escaped != text else { return }
    throw ValidationError("\(option) \(text.quoted) has a character that does not print")
  }
}
