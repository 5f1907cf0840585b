/// The names that a document's reader knows, each with a small number.
///
/// A reader that goes through attributes with `switch` compares these numbers instead of strings: a request has some
/// thirty names, and comparing each with a list of fifty strings would cost more than parsing it.
public struct XMLVocabulary: Sendable {
  /// The vocabulary that knows no name.
  public static let empty = XMLVocabulary([])

  /// The names, in the order of their symbols; the first has symbol 1.
  let names: [String]

  /// The symbol of each name.
  let symbols: [String: UInt16]

  /// A vocabulary in which the symbol of a name is its position in the list plus 1; 0 is an unknown name.
  ///
  /// - Parameter names: Element and attribute names, each once, at most 65,534.
  public init(_ names: [String]) {
    let known = names.prefix(Int(UInt16.max) - 1)
    self.names = Array(known)
    symbols = Dictionary(
      known.enumerated().map { ($0.element, UInt16($0.offset + 1)) }, uniquingKeysWith: { first, _ in first })
  }
}
