import TestSupport

/// Other people's programs, whose answers ours are compared with.
enum Oracle {
  /// Runs a program that is found in the `PATH`.
  static func run(_ arguments: String...) throws -> Run { try run(arguments) }

  static func run(_ arguments: [String]) throws -> Run {
    try Program.run(arguments[0], Array(arguments.dropFirst()))
  }

  /// The first word that a program prints; sha1sum and its kind print the digest there.
  static func firstWord(_ arguments: String...) throws -> String {
    String(try run(arguments).output.prefix { !$0.isWhitespace })
  }
}
