internal import Omaha
internal import Reports

/// A version in the table of releases: its architectures, or a delta to it, with the floors and blocks at it.
struct ReleaseRow {
  private let version: String
  private var previous: String?
  private var releases: [ReleaseReport] = []

  /// The table of an app's releases, oldest first; a version that only a rule names is among them.
  static func text(of app: AppReport) -> String {
    var rows: [ReleaseRow] = []
    for release in app.releases {
      // A version's rows stand together, so of ten thousand only the last few are looked at.
      let ofVersion = rows.indices.reversed().prefix { rows[$0].version == release.version }
      if let same = ofVersion.first(where: { rows[$0].previous == release.previous }) {
        rows[same].releases.append(release)
      } else {
        rows.append(ReleaseRow(version: release.version, previous: release.previous, releases: [release]))
      }
    }
    let rules = RuleText.all(of: app)
    for rule in rules where !rows.contains(where: { $0.isAt(rule.version) }) {
      let place = rows.firstIndex { $0.isAbove(rule.version) }
      rows.insert(ReleaseRow(version: rule.version), at: place ?? rows.endIndex)
    }
    guard !rows.isEmpty else { return "  no releases\n" }
    var table = Table()
    table.add("RELEASE", "ARCH", "FROM", "SIZE", "PACKAGE", "CHANNELS", rules.isEmpty ? "" : "RULES")
    for row in rows {
      let texts = row.previous == nil ? rules.filter { row.isAt($0.version) }.map(\.text) : []
      table.add(
        row.version, row.list(\.arch), row.releases.isEmpty ? "-" : row.previous ?? "any",
        row.list { "\($0.packages.first?.size ?? 0)" }, row.list(\.packageText), row.channels(of: app),
        texts.joined(separator: "; "))
    }
    return table.text(indent: "  ", width: Table.width)
  }

  private func isAt(_ other: String) -> Bool {
    previous == nil && (version == other || Version(version).map { $0 == Version(other) } ?? false)
  }

  private func isAbove(_ other: String) -> Bool {
    guard let one = Version(version), let other = Version(other) else { return false }
    return one > other
  }

  private func list(_ text: (ReleaseReport) -> String) -> String {
    releases.isEmpty ? "-" : releases.map(text).unique.joined(separator: ", ")
  }

  /// The channels that point here, with the architectures where it is not all of them.
  private func channels(of app: AppReport) -> String {
    app.channels.compactMap { channel in
      let here = releases.filter { $0.targetOf.contains(channel.channel) }
      if here.isEmpty { return nil }
      return here.count == releases.count
        ? channel.channel : "\(channel.channel) (\(here.map(\.arch).joined(separator: ", ")))"
    }.joined(separator: ", ")
  }
}

extension ReleaseReport {
  /// `update.gz and 2 more`
  fileprivate var packageText: String {
    let further = packages.count - 1
    return (packages.first?.name ?? "-") + (further > 0 ? " and \(further) more" : "")
  }
}

/// A floor or a block in the table of releases, for all channels that have it alike.
private struct RuleText: Hashable {
  let version: String
  let kind: String
  let rest: String
  var channels: [String] = []

  /// `floor of stable for amd64: new layout`
  var text: String { "\(kind) \(channels.joined(separator: ", "))\(rest)" }

  static func all(of app: AppReport) -> [RuleText] {
    // Machines that run a blocked version are not up to date, also when they get nothing newer.
    texts("floor of", app.channels.flatMap(\.floors)) { _ in "" }
      + texts("blocked by", app.channels.flatMap(\.blocks)) { rule in
        stuck(at: rule, in: app.groups).map { " (\($0) that run it get nothing newer)" } ?? ""
      }
  }

  /// The machines of a blocked version that are offered nothing newer: those of some groups and architectures, or of all that the block
  /// is for; nil for none.
  private static func stuck(at rule: ChannelReport.RuleReport, in groups: [GroupReport]) -> String? {
    // By the architectures: those of one text are named together.
    var names: [(architectures: String, groups: [String])] = []
    var isForAll = true
    for group in groups where group.channel == rule.channel && group.mayRun(rule.version) {
      let concerned = group.ways.filter { way in
        (rule.arch == Architecture.all.rawValue || rule.arch == way.arch) && (group.arch ?? way.arch) == way.arch
      }
      let stuck = concerned.filter { $0.stuck.contains(rule.version) }.map(\.arch)
      if stuck.count < concerned.count { isForAll = false }
      if stuck.isEmpty { continue }
      let architectures = stuck.count < concerned.count ? " for \(stuck.joined(separator: ", "))" : ""
      if let index = names.firstIndex(where: { $0.architectures == architectures }) {
        names[index].groups.append(group.group)
      } else {
        names.append((architectures, [group.group]))
      }
    }
    if names.isEmpty { return nil }
    let texts = names.map { " of " + $0.groups.joined(separator: ", ") + $0.architectures }
    return "machines" + (isForAll ? "" : texts.joined(separator: " and"))
  }

  private static func texts(
    _ kind: String, _ rules: [ChannelReport.RuleReport], consequence: (ChannelReport.RuleReport) -> String
  ) -> [RuleText] {
    var channels: [RuleText: [String]] = [:]
    let texts = rules.map { rule in
      let arch = rule.arch == Architecture.all.rawValue ? "" : " for \(rule.arch)"
      let reason = rule.reason.map { ": \($0)" } ?? ""
      return RuleText(version: rule.version, kind: kind, rest: arch + reason + consequence(rule))
    }
    for (text, rule) in zip(texts, rules) { channels[text, default: []].append(rule.channel) }
    return texts.unique.map { text in
      var text = text
      text.channels = channels[text] ?? []
      return text
    }
  }
}

extension GroupReport {
  /// Whether a machine that runs a version can be in the group.
  fileprivate func mayRun(_ text: String) -> Bool {
    guard coveredBy == nil, let version = Version(text) else { return false }
    return minVersion.flatMap { Version($0) }.map { $0 <= version } ?? true
      && maxVersion.flatMap { Version($0) }.map { version <= $0 } ?? true
  }
}
