internal import ArgumentParser
internal import Catalog

/// What `--reason` and other text for people accepts.
enum PrintableText {
  static func validate(_ option: String, _ text: String?) throws {
    guard let text, text.escaped != text else { return }
    throw ValidationError("\(option) \(text.quoted) has a character that does not print")
  }
}
