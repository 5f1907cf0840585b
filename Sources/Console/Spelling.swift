/// Finds what somebody meant who typed something else.
package enum Spelling {
  /// The word that a typed one is most like; nil when none is like it.
  package static func nearest(to typed: String, of words: [String]) -> String? {
    // Dashes count for nothing: `--dryrun` is `--dry-run`, `-arch` is `--arch`.
    let wanted = bare(typed)
    let isClose = { (word: String) in distance(wanted, bare(word)) <= (wanted.count < 5 ? 1 : wanted.count < 8 ? 2 : 3)
    }
    let close = words.filter(isClose).min { distance(wanted, bare($0)) < distance(wanted, bare($1)) }
    // What was cut off is meant when only one word begins so.
    let longer = words.filter { wanted.count >= 3 && bare($0).starts(with: wanted) }
    return close ?? (longer.count == 1 ? longer.first : nil)
  }

  /// An existing name that a new name probably misspells; nil when the new name looks meant.
  ///
  /// Parts that are numbers, or that differ wholly, are how people tell names apart: `lts-2024` beside `lts-2023`, `com.example.b`
  /// beside `com.example.a`. Letters that are swapped, typed twice, left out, one too many, or look alike are mistakes in short parts
  /// too: `com.example.sos` beside `com.example.os`. So is a name that was cut off in its last part, and any letter of the top-level
  /// domain that a long name begins with: `com.example.ag` beside `com.example.agent`, `con.example.a`.
  package static func misspelled(_ name: String, of names: [String]) -> String? {
    names.filter { isMisspelling(name, of: $0) }.min {
      distance(bytes(name), bytes($0)) < distance(bytes(name), bytes($1))
    }
  }

  /// The names that a text lists which is to be one new name, as a variable in quotation marks makes it: `stable beta`, `stable,beta`.
  /// Empty when it looks like one name.
  ///
  /// - Parameter names: The names that there are: what divides one of them from something else divides names, also a space.
  package static func parts(ofList text: String, among names: [String]) -> [String] {
    let parts = text.split { !$0.isLetter && !$0.isNumber && !".-_".contains($0) }.map(String.init)
    let isDivided = text.contains { ",;|".contains($0) }
    return isDivided || parts.count > 1 && parts.contains(where: names.contains) ? parts : []
  }

  private static func isMisspelling(_ name: String, of other: String) -> Bool {
    let (name, other) = (name.lowercased(), other.lowercased())
    if name == other { return true }
    // Two GUIDs are never alike by chance, nor is a name the beginning of one.
    if isGUID(name) || isGUID(other) {
      if distance(bytes(name), bytes(other)) <= 3 { return true }
      if name.utf8.count >= 8, other.hasPrefix(name) { return true }
    }
    let (parts, others) = (self.parts(of: name), self.parts(of: other))
    guard parts.count == others.count else { return parts.joined() == others.joined() }
    return zip(parts, others).enumerated().allSatisfy { index, pair in
      let (part, other) = (bytes(pair.0), bytes(pair.1))
      if part == other { return true }
      func letters(_ word: [UInt8]) -> [UInt8] { word.filter { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }
      guard letters(part) != letters(other) else { return false }
      let distance = distance(part, other)
      if index == 0, parts.count > 2, distance == 1 { return true }
      if distance == 1, part.sorted() == other.sorted() || bare(of: part) == bare(of: other) { return true }
      if index == parts.count - 1, !part.isEmpty, other.starts(with: part) { return true }
      let isOneMore = abs(part.count - other.count) == 1 && min(part.count, other.count) > 1
      if distance == 1, isOneMore { return true }
      // Another letter makes another word of a short one: `app`, `api`.
      let length = max(part.count, other.count)
      return length > 3 && distance <= (length < 6 ? 1 : 2)
    }
  }

  private static func isGUID(_ name: String) -> Bool {
    name.utf8.count == 36 && name.count { $0 == "-" } == 4
  }

  /// A word as one sees it that does not look closely: each letter once where it stands several times in a row, 0 as o, 1 as l.
  private static func bare(of word: [UInt8]) -> [UInt8] {
    let alike: [UInt8: UInt8] = [UInt8(ascii: "0"): UInt8(ascii: "o"), UInt8(ascii: "1"): UInt8(ascii: "l")]
    return word.reduce(into: []) { seen, letter in
      let letter = alike[letter] ?? letter
      if seen.last != letter { seen.append(letter) }
    }
  }

  private static func parts(of name: String) -> [String] {
    name.split(omittingEmptySubsequences: false) { ".-_ ".contains($0) }.map(String.init)
  }

  private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  private static func bare(_ word: String) -> [UInt8] { word.lowercased().utf8.filter { $0 != UInt8(ascii: "-") } }

  /// How many letters are to be inserted, removed, changed or swapped with their neighbour to make one word of the other (optimal
  /// string alignment).
  package static func distance(_ one: [UInt8], _ other: [UInt8]) -> Int {
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
