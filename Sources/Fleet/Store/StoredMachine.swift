internal import SQL

/// A machine of the database while a batch is loaded.
struct StoredMachine {
  /// What tells its rows; given once and never again.
  let number: Int64
  /// What the database knows; nil when it is new.
  let before: KnownMachine?
  /// What is known now.
  var machine: KnownMachine
  /// When it was seen.
  var sightings: Sightings { didSet { isSeenAnew = true } }
  /// The requests that came from it last.
  var requests: RecentRequests
  /// Whether its row of `seen` is to be written.
  private(set) var isSeenAnew: Bool

  /// A machine of the database, or when nothing was known before a new one.
  init(
    number: Int64, before: KnownMachine?, machine: KnownMachine, sightings: Sightings, requests: RecentRequests
  ) {
    self.number = number
    self.before = before
    self.machine = machine
    self.sightings = sightings
    self.requests = requests
    isSeenAnew = before == nil
  }
}

/// The last requests of a machine, as ``RequestHash`` gives them; 0 where there was none.
///
/// A web server that sends a request again does so at once, but perhaps to another host, whose journal is loaded later: several others of the
/// same machine may come in between.
struct RecentRequests: Hashable {
  var newest: Int64 = 0
  var second: Int64 = 0
  var third: Int64 = 0
  var oldest: Int64 = 0

  /// Takes up a request; false when it has come before. 0, a request without an ID, never has.
  mutating func insert(_ hash: Int64) -> Bool {
    if hash == 0 { return true }
    if hash == newest || hash == second || hash == third || hash == oldest { return false }
    self = RecentRequests(newest: hash, second: newest, third: second, oldest: third)
    return true
  }
}

/// What tells a request from others.
enum RequestHash {
  /// The FNV-1a hash of texts, in 48 bits, which SQLite keeps in six bytes; 0 when the first text is empty.
  static func of(_ id: String, _ rest: String...) -> Int64 {
    if id.isEmpty { return 0 }
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for text in [id] + rest {
      for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      // Between texts, so that no two pairs run together alike.
      hash = (hash ^ 0xFF) &* 0x100_0000_01B3
    }
    return max(1, Int64(hash >> 16 ^ hash & 0xFFFF))
  }
}
