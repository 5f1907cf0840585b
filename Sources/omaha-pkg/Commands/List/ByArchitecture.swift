/// What holds for some architectures, those with the same text together: `amd64, arm64: 2.0; armv7: 1.0`.
struct ByArchitecture {
  private var parts: [(architectures: [String], text: String)] = []

  mutating func add(_ architecture: String, _ text: String) {
    if let index = parts.firstIndex(where: { $0.text == text }) {
      parts[index].architectures.append(architecture)
    } else {
      parts.append(([architecture], text))
    }
  }

  /// The texts with their architectures; `-` for none.
  var text: String {
    parts.isEmpty
      ? "-" : parts.map { "\($0.architectures.joined(separator: ", ")): \($0.text)" }.joined(separator: "; ")
  }

  /// The same without the architectures where they make no difference; nil for none.
  var shortText: String? { parts.count > 1 ? text : parts.first?.text }

  var isEmpty: Bool { parts.isEmpty }
}
