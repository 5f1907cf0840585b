/// Collects what is wrong or unusual about a payload, without letting a hostile one make the list endless.
struct Findings {
  /// Sentences kept of each kind. The other faults are counted, the other notes are not.
  private static let limit = 20

  private var kept: [String] = []
  private var dropped = 0
  private var keptNotes: [String] = []

  /// What makes the payload unusable.
  var faults: [String] {
    dropped == 0 ? kept : kept + ["and \(dropped) more faults"]
  }

  /// What is unusual and harmless.
  var notes: [String] { keptNotes }

  /// How many there are in all.
  var faultCount: Int { kept.count + dropped }

  /// Adds a reason why the payload cannot be used.
  mutating func fault(_ sentence: @autoclosure () -> String) {
    if kept.count < Self.limit { kept.append(sentence()) } else { dropped += 1 }
  }

  /// Adds something unusual.
  mutating func note(_ sentence: String) {
    if keptNotes.count < Self.limit { keptNotes.append(sentence) }
  }
}
