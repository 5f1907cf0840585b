package import Catalog
package import Fleet
internal import Gateway
internal import Journal
internal import Omaha

/// `/metrics`: what a fleet does, and how its memory is, for Prometheus.
///
/// It reads what is counted and never the fleet. Whatever of it cannot be had is missing on the page; there is always a page.
package struct MetricsPage: Sendable {
  private let repository: Repository?
  private let journal: JournalFolder
  private let progress: LoadProgress
  private let totals: TotalsReader
  private let now: @Sendable () -> Int64

  /// How long the database has for its answer. Prometheus waits for ten seconds, unless it is told otherwise.
  private static let timeout = 3_000 as Int32

  /// A page.
  ///
  /// - Parameters:
  ///   - repository: what is offered; nil when nobody says where that is.
  ///   - fleet: the folder that `--fleet` names.
  ///   - progress: that of its loader.
  ///   - now: milliseconds since 1970-01-01T00:00:00Z.
  package init(
    _ repository: Repository?, fleet: String, _ progress: LoadProgress, _ totals: TotalsReader,
    now: @escaping @Sendable () -> Int64
  ) {
    self.repository = repository
    journal = JournalFolder(fleet: fleet)
    self.progress = progress
    self.totals = totals
    self.now = now
  }

  /// The page, in the format that a client accepts.
  func response(accepting accept: String) -> HTTPResponse {
    let format = MetricsFormat(accepting: accept)
    return HTTPResponse(
      status: 200, contentType: format.contentType, fields: [.noStore], body: format.page(families()))
  }

  private func families() -> [MetricFamily] {
    let totals = totals.totals(within: Self.timeout)
    let state = progress.snapshot
    var families = totals.map { $0.families } ?? []
    families += journalFamilies(state.places)
    families.append(state.commits.family)
    var database = MetricFamily(
      "omaha_database_up", .gauge, "Whether the database takes what is loaded and can be read.")
    database.add(totals != nil && state.isDatabaseUp != false ? 1 : 0)
    var build = MetricFamily("omaha_build_info", .gauge, "The version of omaha-fleet that runs.")
    build.add(1, [Label("version", LabelValue(softwareVersion))])
    var catalog = MetricFamily(
      "omaha_catalog_modified_timestamp_seconds", .gauge, "When the catalog was last changed.")
    if let time = repository?.lastChange { catalog.add(time) }
    return families + [database, catalog, build]
  }

  private func journalFamilies(_ places: [SegmentName: Int]) -> [MetricFamily] {
    var bytes = MetricFamily("omaha_journal_bytes", .gauge, "The bytes of the disk that the journal takes.")
    var unread = MetricFamily("omaha_journal_lag_bytes", .gauge, "The bytes of the journal that are not loaded yet.")
    var lag = MetricFamily(
      "omaha_journal_lag_seconds", .gauge, "The age of the oldest check-in that is not loaded yet.")
    var dropped = MetricFamily(
      "omaha_journal_dropped", .counter, "The check-ins that the journal could not take.")
    var limit = MetricFamily(
      "omaha_journal_limit_bytes", .gauge, "How much the journal may take; what is beyond is dropped.")
    if let usage = try? journal.usage() { bytes.add(usage) }
    limit.add(journal.limit)
    if let backlog = try? journal.backlog(from: places) {
      unread.add(backlog.bytes)
      lag.add(backlog.oldest.map { Double(max(0, now() - $0)) / 1_000 } ?? 0)
    }
    if let count = try? journal.droppedCheckIns() { dropped.add(count) }
    return [bytes, limit, unread, lag, dropped]
  }
}

extension Durations {
  fileprivate var family: MetricFamily {
    var family = MetricFamily(
      "omaha_commit_duration_seconds", .histogram,
      "How long a batch of check-ins takes from the beginning of its transaction until it is on the disk.")
    var count: Int64 = 0
    for (bound, more) in zip(Self.bounds, counts) {
      count += more
      family.add("_bucket", String(count), [Label("le", LabelValue("\(Double(bound) / 1e9)"))])
    }
    count += counts[Self.bounds.count]
    family.add("_bucket", String(count), [Label("le", "+Inf")])
    family.add("_sum", "\(Double(sum) / 1e9)")
    family.add("_count", String(count))
    return family
  }
}
