/// How long a fleet's database remembers, in milliseconds.
package struct Retention: Hashable, Sendable {
  /// Machines, after they were last seen.
  package var machines: Int64 = 90 * 86_400_000
  /// Events, and which segments of the journal were read. PostgreSQL drops events by whole months.
  package var events: Int64 = 90 * 86_400_000
  /// Which requests were counted: as long may pass until one that came twice is loaded the second time.
  package var requests: Int64 = 3 * 86_400_000
  /// The counts of each hour.
  package var hours: Int64 = 400 * 86_400_000

  /// The lengths for production.
  package init() {}
}
