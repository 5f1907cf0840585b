internal import Reports

extension GroupReport {
  /// Whom the group takes, in short: `track stable, arch amd64, 3 machines in canary.txt`.
  var matches: String {
    var parts: [String] = []
    func add(_ name: String, _ value: String?) {
      if let value { parts.append("\(name) \(value.isEmpty ? "\"\"" : value)") }
    }
    add("track", track)
    add("arch", arch)
    add("board", board)
    add("oem", oem)
    add("platform", platform)
    if minVersion != nil || maxVersion != nil { parts.append("version \(minVersion ?? "")..\(maxVersion ?? "")") }
    add("alias", aliasPrefix.map { $0 + "*" })
    add("machine", machinePrefix.map { $0 + "*" })
    if let machines { parts.append("\(quantity(machines.count, "machine")) in \(machines.file)") }
    return parts.isEmpty ? "every machine" : parts.joined(separator: ", ")
  }

  /// `on`, or `off` and why.
  var updatesText: String {
    if updates == .off { return "off" }
    return pausedBy.first.map { "off (\($0))" } ?? "on"
  }

  /// One row for every group and architecture.
  static func text(_ groups: [GroupReport]) -> String {
    guard !groups.isEmpty else { return "  no groups\n" }
    var table = Table()
    table.add("GROUP", "MATCHES", "ARCH", "NOW", "ROLLOUT", "WINDOW", "UPDATES")
    for group in groups {
      if group.ways.isEmpty {
        table.add(
          group.name, group.matches, "-", "nothing", group.rollout ?? "-", group.schedule.text, group.updatesText)
      }
      for way in group.ways {
        table.add(
          group.name, group.matches, way.arch, way.text(channel: group.channel), way.rollout?.text ?? "-",
          group.schedule.text, group.updatesText)
      }
    }
    return table.text(indent: "  ")
  }
}

extension ScheduleReport {
  /// `open until …`, `opens …`, or `-` when there is nothing to wait for.
  var text: String {
    if windows.isEmpty, blackouts.isEmpty { return "-" }
    if isOpen { return closes.map { "open until \($0)" } ?? "open" }
    return opens.map { "opens \($0)" } ?? "never opens"
  }
}
