internal import SQL

/// A machine of the database while a batch is loaded.
struct StoredMachine {
  /// What tells its rows; given once and never again.
  let number: Int64
  /// What it is counted by in the database; nil when it is new.
  let counted: MachineCount?
  /// What is known now.
  private(set) var machine: KnownMachine
  /// When it was seen.
  private(set) var sightings: Sightings
  /// Whether its row of `machine` is to be written.
  private(set) var isChanged: Bool
  /// Whether its row of `seen` is to be written.
  private(set) var isSeenAnew: Bool

  /// A machine as the database knows it, or one that is new to it.
  init(number: Int64, _ machine: KnownMachine, _ sightings: Sightings, isNew: Bool) {
    self.number = number
    counted = isNew ? nil : MachineCount(machine)
    self.machine = machine
    self.sightings = sightings
    isChanged = isNew
    isSeenAnew = isNew
  }

  /// Takes up what is known now. Most check-ins change nothing.
  mutating func update(_ machine: KnownMachine) {
    guard machine != self.machine else { return }
    self.machine = machine
    isChanged = true
  }

  /// Takes up that it was seen.
  mutating func update(_ sightings: Sightings) {
    self.sightings = sightings
    isSeenAnew = true
  }

  /// Decides whether its version is rare (``MachineCount``).
  mutating func update(isRare: Bool) {
    guard isRare != machine.isRare else { return }
    machine.isRare = isRare
    isChanged = true
  }
}
