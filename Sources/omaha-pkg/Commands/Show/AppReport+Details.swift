internal import Catalog
internal import Reports

extension AppReport {
  /// Everything about the app: a paragraph for each channel, group and release.
  var details: String {
    let parts = channels.map(\.details) + groups.map(\.details) + releases.map(\.text)
    return ([title] + parts).joined(separator: "\n")
  }
}

extension ChannelReport {
  fileprivate var details: String {
    var table = Table()
    table.add("channel", channel)
    table.add("updates", updates.rawValue)
    for target in targets { table.add("target", "\(target.version) \(target.arch)\(Self.since(target.since))") }
    if targets.isEmpty { table.add("target", "none") }
    for floor in floors { table.add("floor", floor.details) }
    for block in blocks { table.add("block", block.details) }
    return table.text()
  }

  fileprivate static func since(_ moment: String?) -> String { moment.map { " since \($0)" } ?? "" }
}

extension ChannelReport.RuleReport {
  fileprivate var details: String { "\(version) \(arch)\(reason.map { ": \($0)" } ?? "")" }
}

extension GroupReport {
  fileprivate var details: String {
    var table = Table()
    table.add("group", group + (isChannel ? ", the channel's own" : ""))
    table.add("machines", matches)
    table.add("channel", channel)
    table.add("updates", updates.rawValue + (pausedBy.isEmpty ? "" : ", paused by \(pausedBy.joined(separator: ", "))"))
    table.add("rollback", rollback ? "allowed" : "forbidden")
    if let pollInterval { table.add("poll", "every \(pollInterval) s, \(pollJitter ?? 0) s more or less") }
    for pin in pins { table.add("pin", "\(pin.version) \(pin.arch)\(ChannelReport.since(pin.since))") }
    if let rollout { table.add("rollout", Period.spelledOut(in: rollout)) }
    for window in schedule.windows { table.add("window", window) }
    for blackout in schedule.blackouts { table.add("blackout", blackout) }
    if let closes = schedule.closes { table.add("open", "until \(closes)") }
    if let opens = schedule.opens { table.add("closed", "until \(opens)") }
    for way in ways {
      table.add("gets", "\(way.arch): \(way.text(channel: channel))")
      if let since = way.since { table.add("", "since \(since)") }
      if !way.floors.isEmpty { table.add("", "first \(way.floors.map(\.version).joined(separator: ", then "))") }
      if !way.deltas.isEmpty { table.add("", "deltas from \(way.deltas.joined(separator: ", "))") }
      if let rollout = way.progress { table.add("", "to \(rollout.text)") }
      if !way.stuck.isEmpty {
        table.add(
          "", "machines on \(way.stuck.joined(separator: " or ")) run a blocked version, and are offered nothing newer")
      }
    }
    table.add("now", now)
    return table.text()
  }
}
