/// What changes from one text to another, in the form that `patch` takes.
struct UnifiedDiff {
  /// The lines with a mark before each, and how many of either text come before them.
  fileprivate struct Hunk {
    var oldStart: Int
    var newStart: Int
    var lines: [(mark: Character, text: Substring)] = []
  }

  /// How many lines that stay are shown around a change.
  private static let context = 3

  private let name: String
  private let hunks: [Hunk]

  /// The changes of a file of that name.
  init(name: String, from old: String, to new: String) {
    self.name = name
    hunks = Self.hunks(Self.lines(of: old), Self.lines(of: new))
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

  private static func hunks(_ old: [Substring], _ new: [Substring]) -> [Hunk] {
    // Bytes decide, not what Unicode holds equivalent.
    let difference = new.difference(from: old) { $0.utf8.elementsEqual($1.utf8) }
    var removed = Set<Int>()
    var inserted = Set<Int>()
    for change in difference {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    var hunks: [Hunk] = []
    var (left, right) = (0, 0)
    // How many lines that stay have gone by since the last change.
    var quiet = Int.max
    while left < old.count || right < new.count {
      let isRemoved = removed.contains(left)
      let isInserted = !isRemoved && inserted.contains(right)
      if isRemoved || isInserted {
        if quiet > 2 * context {
          let before = min(context, quiet, left)
          var hunk = Hunk(oldStart: left - before, newStart: right - before)
          hunk.lines = old[(left - before)..<left].map { (" ", $0) }
          if var last = hunks.popLast() {
            last.lines.removeLast(max(0, last.trailing - context))
            hunks.append(last)
          }
          hunks.append(hunk)
        }
        hunks[hunks.count - 1].lines.append(isRemoved ? ("-", old[left]) : ("+", new[right]))
        if isRemoved { left += 1 } else { right += 1 }
        quiet = 0
      } else {
        if !hunks.isEmpty { hunks[hunks.count - 1].lines.append((" ", old[left])) }
        left += 1
        right += 1
        if quiet < Int.max { quiet += 1 }
      }
    }
    if var last = hunks.popLast() {
      last.lines.removeLast(max(0, last.trailing - context))
      hunks.append(last)
    }
    return hunks
  }

  /// The diff; empty when nothing changes.
  var text: String {
    guard !hunks.isEmpty else { return "" }
    var text = "--- \(name)\n+++ \(name)\n"
    for hunk in hunks {
      let old = hunk.lines.count { $0.mark != "+" }
      let new = hunk.lines.count { $0.mark != "-" }
      text += "@@ -\(Self.range(hunk.oldStart, old)) +\(Self.range(hunk.newStart, new)) @@\n"
      for (mark, line) in hunk.lines {
        text.append(mark)
        text += line
        if line.unicodeScalars.last != "\n" { text += "\n\\ No newline at end of file\n" }
      }
    }
    return text
  }

  /// `start,count`, where an empty range names the line before it.
  private static func range(_ start: Int, _ count: Int) -> String {
    "\(count == 0 ? start : start + 1)" + (count == 1 ? "" : ",\(count)")
  }
}

extension UnifiedDiff.Hunk {
  /// How many lines that stay stand at the end.
  fileprivate var trailing: Int { lines.reversed().prefix { $0.mark == " " }.count }
}
