/// Finds what somebody meant who typed something else.
enum Spelling {
  /// The word that a typed one is most like; nil when none is like it.
  static func nearest(to typed: String, of words: [String]) -> String? {
    // Dashes count for nothing: `--dryrun` is `--dry-run`, `-arch` is `--arch`.
    let wanted = bare(typed)
    let isClose = { (word: String) in distance(wanted, bare(word)) <= (wanted.count < 4 ? 1 : wanted.count < 8 ? 2 : 3)
    }
    let close = words.filter(isClose).min { distance(wanted, bare($0)) < distance(wanted, bare($1)) }
    // What was cut off is meant when only one word begins so.
    let longer = words.filter { wanted.count >= 3 && bare($0).starts(with: wanted) }
    return close ?? (longer.count == 1 ? longer.first : nil)
  }

  private static func bare(_ word: String) -> [UInt8] { word.lowercased().utf8.filter { $0 != UInt8(ascii: "-") } }

  /// How many letters are to be inserted, removed, changed or swapped with their neighbour to make one word of the other (optimal
  /// string alignment).
  static func distance(_ one: [UInt8], _ other: [UInt8]) -> Int {
    var before: [Int] = []
    var last = Array(0...other.count)
    for (i, letter) in one.enumerated() {
      var row = [i + 1]
      for (j, otherLetter) in other.enumerated() {
        var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (letter == otherLetter ? 0 : 1))
        if i > 0, j > 0, letter == other[j - 1], one[i - 1] == otherLetter { best = min(best, before[j - 1] + 1) }
        row.append(best)
      }
      (before, last) = (last, row)
    }
    return last[other.count]
  }
}
