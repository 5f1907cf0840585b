extension KnownMachine {
  /// How long after its last sight a machine that waits for its reboot counts as silent, in milliseconds.
  package static let silentAfter: Int64 = 2 * 86_400_000

  /// How long after its last offer a machine that did nothing about it counts as expired, in milliseconds.
  package static let expiredAfter: Int64 = 86_400_000

  /// The states that end by time alone.
  package static let agingStates: Set<MachineState> = [.installed, .offered]

  /// What time has changed; nil when it has changed nothing.
  ///
  /// - Parameter now: milliseconds since 1970-01-01T00:00:00Z.
  package func aged(_ sightings: Sightings, now: Int64) -> Observation? {
    switch state {
    case .installed where now - sightings.seen >= Self.silentAfter:
      Observation(self, sightings, becomes: .silent, at: sightings.seen + Self.silentAfter)
    case .offered where now - sightings.offered >= Self.expiredAfter:
      Observation(self, sightings, becomes: .expired, at: sightings.offered + Self.expiredAfter)
    default: nil
    }
  }
}
