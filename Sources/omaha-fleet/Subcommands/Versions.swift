internal import ArgumentParser
internal import Catalog
internal import Console
internal import Fleet
internal import Omaha

/// `omaha-fleet versions`
struct Versions: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Count the machines that run each version.",
    discussion: """
      With --over it is counted at the beginning of each hour of a period; of periods beyond two days once a day.
      Where omaha-fleet serve began later in an hour, it is counted at that moment.
      """)

  @Option(
    help: ArgumentHelp("Only this app.", valueName: "id"), completion: .apps, transform: MachineFilterOptions.app)
  var app: String?

  @Option(
    help: ArgumentHelp("The timeline of the last period, such as P30D.", valueName: "period"),
    transform: MachineFilterOptions.period)
  var over: Period?

  @OptionGroup var formatOptions: FormatOptions
  @OptionGroup var readingOptions: ReadingOptions

  func run() throws {
    let reader = try readingOptions.reader()
    let now = Timestamp.now
    let present = try counts(reader)
    guard let over else { return print(present, hasTime: false) }
    let step: Int64 = over.seconds > 2 * 86_400 ? 86_400_000 : 3_600_000
    let rows = try reader.hours(
      since: now.milliseconds - over.seconds * 1_000, until: now.milliseconds, every: step, app: app
    ).map { VersionCount(time: $0.time, app: $0.app, version: $0.version, machines: $0.machines) }
    print(
      rows
        + present.map { VersionCount(time: now.milliseconds, app: $0.app, version: $0.version, machines: $0.machines) },
      hasTime: true)
  }

  private func counts(_ reader: FleetReader) throws -> [VersionCount] {
    var sums: [[String]: Int64] = [:]
    for (count, machines) in try reader.counts() where app == nil || count.app == app {
      sums[[count.app, count.version], default: 0] += machines
    }
    return sums.map { VersionCount(time: nil, app: $0.key[0], version: $0.key[1], machines: $0.value) }.sorted {
      $0.app == $1.app ? $0.isNewer(than: $1) : $0.app < $1.app
    }
  }

  private func print(_ rows: [VersionCount], hasTime: Bool) {
    switch formatOptions.format {
    case .json: Swift.print("[" + rows.map { JSONLine($0).text }.joined(separator: ",\n") + "]")
    case .text where hasTime:
      var columns = Columns("time", "app", "version", "machines")
      for row in rows {
        columns.add(
          row.time.map { Timestamp(milliseconds: $0).description } ?? "", row.app, row.version, String(row.machines))
      }
      columns.finish()
    case .text:
      var columns = Columns("app", "version", "machines", "share")
      var totals: [String: Int64] = [:]
      for row in rows { totals[row.app, default: 0] += row.machines }
      for row in rows {
        columns.add(row.app, row.version, String(row.machines), Self.share(row.machines, of: totals[row.app] ?? 0))
      }
      columns.finish()
    }
  }

  /// A share in percent with one decimal.
  private static func share(_ part: Int64, of whole: Int64) -> String {
    guard whole > 0 else { return "" }
    let tenths = (part * 1_000 + whole / 2) / whole
    return "\(tenths / 10).\(tenths % 10)%"
  }
}

/// How many machines run a version.
struct VersionCount {
  let time: Int64?
  let app: String
  let version: String
  let machines: Int64

  /// Whether the version is newer; what is no version comes last.
  func isNewer(than other: VersionCount) -> Bool {
    switch (Version(version), Version(other.version)) {
    case (let mine?, let its?): mine == its ? version < other.version : mine > its
    case (nil, nil): version < other.version
    case (let mine, _): mine != nil
    }
  }
}

extension JSONLine {
  fileprivate init(_ count: VersionCount) {
    if let time = count.time { addAlways("time", Timestamp(milliseconds: time).description) }
    addAlways("app", count.app)
    addAlways("version", count.version)
    addAlways("machines", count.machines)
  }
}
