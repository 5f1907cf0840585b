internal import Journal

/// What tells what was said of an app in a request, when the request comes again.
struct RequestKey: Hashable {
  /// Which span of the time it belongs to.
  let span: Int64
  /// The FNV-1a hash of the request's ID, the place in it, the app and the machine, in 48 bits; 0 without a request's ID: then it never came before.
  let hash: Int64

  /// The length of a span, in milliseconds. The two records of a request that came twice are in the same span or in neighbours if their
  /// times, by the clocks of two hosts, are not further apart.
  static let length: Int64 = 120_000

  /// The key of a check-in.
  ///
  /// - Parameter now: milliseconds since 1970-01-01T00:00:00Z; no request is remembered as one of the future.
  init(_ checkIn: CheckIn, _ key: KnownMachine.Key?, now: Int64) {
    span = Self.span(of: min(checkIn.time, now))
    // An app may stand in a request twice, with an update check and with an event.
    let place = checkIn.place == 0 ? "" : " \(checkIn.place)"
    hash =
      checkIn.requestID.isEmpty
      ? 0 : Self.hash(checkIn.requestID + place, key?.app ?? checkIn.appID, key?.machine ?? checkIn.machineID)
  }

  /// The span of a moment.
  static func span(of moment: Int64) -> Int64 { moment / length }

  /// The hash of texts.
  static func hash(_ texts: String...) -> Int64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for text in texts {
      for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      // Between texts, so that no two lists run together alike.
      hash = (hash ^ 0xFF) &* 0x100_0000_01B3
    }
    return max(1, Int64(hash >> 16 ^ hash & 0xFFFF))
  }
}

/// The spans of requests that were looked into last, as the rows of `request` tell them.
///
/// A request that was sent twice was perhaps answered by two hosts, so its second record may be loaded hours after the first one. Then the spans
/// of its time are read anew. While everything is loaded as it comes, nothing is read at all, or what other hosts have loaded since.
struct RequestMemory {
  private struct Span {
    /// The last batch whose rows were taken up.
    var batch: Int64 = 0
    var hashes: Set<Int64> = []
  }

  private var spans: [Int64: Span] = [:]

  /// Forgets all spans but those of some keys and their neighbours.
  ///
  /// - Parameter batch: the last batch of the database.
  /// - Returns: which of them have to be read, and behind which batch.
  mutating func turn(to wanted: some Sequence<Int64>, batch: Int64) -> [(span: Int64, after: Int64)] {
    var kept: [Int64: Span] = [:]
    var behind: [(span: Int64, after: Int64)] = []
    for span in Set(wanted.lazy.flatMap { [$0 - 1, $0, $0 + 1] }) {
      var known = spans[span] ?? Span()
      if known.batch < batch { behind.append((span, known.batch)) }
      known.batch = batch
      kept[span] = known
    }
    spans = kept
    return behind
  }

  /// Takes up the requests of a row.
  mutating func insert(_ row: String, in span: Int64) { spans[span]?.hashes.formUnion(HashRow.hashes(of: row)) }

  /// Whether a request was counted.
  func contains(_ key: RequestKey) -> Bool {
    (key.span - 1...key.span + 1).contains { spans[$0]?.hashes.contains(key.hash) == true }
  }

  /// Takes up what a batch has counted.
  mutating func insert(_ new: [Int64: [Int64]], batch: Int64) {
    for span in spans.keys {
      spans[span]?.batch = batch
      if let hashes = new[span] { spans[span]?.hashes.formUnion(hashes) }
    }
  }
}

/// Hashes of 48 bits as a text: eight digits each, to the base of 64.
enum HashRow {
  private static let digits = Array("-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz".utf8)
  private static let values: [Int64] = {
    var values = [Int64](repeating: 0, count: 256)
    for (value, digit) in digits.enumerated() { values[Int(digit)] = Int64(value) }
    return values
  }()

  /// The text of hashes.
  static func text(_ hashes: [Int64]) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 * hashes.count)
    for hash in hashes {
      for shift in stride(from: 42, through: 0, by: -6) { bytes.append(digits[Int(hash >> shift & 63)]) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The hashes of a text.
  static func hashes(of text: String) -> [Int64] {
    var hashes: [Int64] = []
    hashes.reserveCapacity(text.utf8.count / 8)
    var hash: Int64 = 0
    var count = 0
    for byte in text.utf8 {
      hash = hash << 6 | values[Int(byte)]
      count += 1
      guard count == 8 else { continue }
      hashes.append(hash)
      (hash, count) = (0, 0)
    }
    return hashes
  }
}
