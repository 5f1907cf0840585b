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
  /// Whether its row of `seen` is to be written.
  private(set) var isSeenAnew: Bool

  /// A machine of the database, or when nothing was known before a new one.
  init(number: Int64, before: KnownMachine?, machine: KnownMachine, sightings: Sightings) {
    self.number = number
    self.before = before
    self.machine = machine
    self.sightings = sightings
    isSeenAnew = before == nil
  }
}
