public import Omaha

/// One way in which an answer differs from what clients want, and what comes of it.
public struct Deviation: Hashable, Sendable, CustomStringConvertible {
  /// What comes of a deviation.
  public enum Consequence: Hashable, Sendable {
    /// update_engine fails and reports this code.
    case fails(ErrorCode)
    /// Some clients fail, as the words say.
    case failsSome
    /// No client that we know fails.
    case harmless
  }

  /// What comes of it.
  public let consequence: Consequence
  /// What is wrong, as a clause without a full stop. What it quotes of the answer is not escaped.
  public let words: String

  /// The words, and the code that update_engine reports.
  public var description: String {
    guard case .fails(let code) = consequence else { return words }
    return "\(words): update_engine fails with \(code.code), \(code.name ?? "")"
  }

  /// Whether update_engine fails.
  public var isFatal: Bool { if case .fails = consequence { true } else { false } }

  init(_ consequence: Consequence, _ words: String) {
    self.consequence = consequence
    self.words = words
  }
}
