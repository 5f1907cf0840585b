/// A machine of the database, and when it was seen.
package struct SeenMachine: Hashable, Sendable {
  /// What tells its rows.
  package let number: Int64
  /// What is known.
  package let machine: KnownMachine
  /// When it was seen.
  package let sightings: Sightings

  /// A machine.
  package init(number: Int64, machine: KnownMachine, sightings: Sightings) {
    self.number = number
    self.machine = machine
    self.sightings = sightings
  }
}
