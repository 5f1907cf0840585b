/// The boots that a machine has left, as hashes: one that comes back is of another machine with the same ID.
///
/// All of the last two days, up to ``maximum``. With more machines that share the ID each takes the place that its hash gives it: then some
/// outlive a whole turn of the others, in whatever order they come. A machine alone has one or two.
struct LeftBoots {
  private static let maximum = 32

  /// The minute since 1970 at which the last one was left, then the hashes.
  private var words: [UInt32]

  /// Reads ``text``; what is none is empty.
  init(_ text: String) {
    let digits = Array(text.utf8)
    words = stride(from: 0, to: digits.count - 7, by: 8).map { start in
      UInt32(String(decoding: digits[start..<start + 8], as: UTF8.self), radix: 16) ?? 0
    }
  }

  /// Eight hexadecimal digits for each word.
  var text: String {
    words.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.utf8.count) + digits
    }.joined()
  }

  func contains(_ bootID: String) -> Bool { words.dropFirst().contains(Self.hash(bootID)) }

  /// Takes up a boot that was left.
  ///
  /// - Parameter time: milliseconds since 1970-01-01T00:00:00Z.
  mutating func leave(_ bootID: String, at time: Int64) {
    guard !bootID.isEmpty else { return }
    let minute = UInt32(clamping: time / 60_000)
    if words.isEmpty || Int64(minute) - Int64(words[0]) > KnownMachine.clonedFor / 60_000 { words = [minute] }
    words[0] = minute
    let hash = Self.hash(bootID)
    if words.dropFirst().contains(hash) { return }
    if words.count <= Self.maximum { words.append(hash) } else { words[1 + Int(hash) % Self.maximum] = hash }
  }

  private static func hash(_ bootID: String) -> UInt32 { UInt32(truncatingIfNeeded: RequestKey.hash(bootID)) }
}
