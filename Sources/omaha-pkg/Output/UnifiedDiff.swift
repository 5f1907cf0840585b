/// What changes from one text to another, in the form that `patch` takes.
///
/// Swift's own library finds the difference; what it lacks is the form. diff(1) is not run for that, because a bare machine that has
/// nothing but a static omaha-pkg must show the change, too.
struct UnifiedDiff {
  /// A line of either text; the mark is `-`, `+` or, for one that stays, a space.
  private typealias Line = (mark: Character, text: Substring)

  /// How many lines that stay are shown around a change.
  private static let context = 3

  /// The diff; empty when nothing changes.
  let text: String

  /// The changes of a file of that name.
  init(name: String, from old: String, to new: String) {
    let lines = Self.merged(Self.lines(of: old), Self.lines(of: new))
    var hunks: [Range<Int>] = []
    for index in lines.indices where lines[index].mark != " " {
      let near = max(0, index - Self.context)..<min(lines.count, index + Self.context + 1)
      if let last = hunks.last, last.upperBound >= near.lowerBound {
        hunks[hunks.count - 1] = last.lowerBound..<near.upperBound
      } else {
        hunks.append(near)
      }
    }
    text = hunks.isEmpty ? "" : "--- \(name)\n+++ \(name)\n" + hunks.map { Self.text(of: $0, in: lines) }.joined()
  }

  /// The lines with their line breaks, so that a last line without one differs from one with it.
  private static func lines(of text: String) -> [Substring] {
    // By scalars: "\r\n" is one character.
    var lines: [Substring] = []
    var rest = text[...]
    while let end = rest.unicodeScalars.firstIndex(of: "\n") {
      let next = rest.unicodeScalars.index(after: end)
      lines.append(rest[..<next])
      rest = rest[next...]
    }
    if !rest.isEmpty { lines.append(rest) }
    return lines
  }

  /// The lines of both texts in order, those that stay once.
  private static func merged(_ old: [Substring], _ new: [Substring]) -> [Line] {
    // Bytes decide, not what Unicode holds equivalent.
    let difference = new.difference(from: old) { $0.utf8.elementsEqual($1.utf8) }
    let removed = Set(difference.removals.map(\.offset))
    let inserted = Set(difference.insertions.map(\.offset))
    var lines: [Line] = []
    var (left, right) = (0, 0)
    while left < old.count || right < new.count {
      if removed.contains(left) {
        lines.append(("-", old[left]))
        left += 1
      } else if inserted.contains(right) {
        lines.append(("+", new[right]))
        right += 1
      } else {
        lines.append((" ", old[left]))
        left += 1
        right += 1
      }
    }
    return lines
  }

  private static func text(of hunk: Range<Int>, in lines: [Line]) -> String {
    func range(without mark: Character) -> String {
      let start = lines[..<hunk.lowerBound].count { $0.mark != mark }
      let count = lines[hunk].count { $0.mark != mark }
      // An empty range names the line before it.
      return "\(count == 0 ? start : start + 1)" + (count == 1 ? "" : ",\(count)")
    }
    var text = "@@ -\(range(without: "+")) +\(range(without: "-")) @@\n"
    for line in lines[hunk] {
      text.append(line.mark)
      text += line.text
      if line.text.unicodeScalars.last != "\n" { text += "\n\\ No newline at end of file\n" }
    }
    return text
  }
}

extension CollectionDifference.Change {
  fileprivate var offset: Int {
    switch self {
    case .insert(let offset, _, _), .remove(let offset, _, _): offset
    }
  }
}
