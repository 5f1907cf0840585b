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
    if let minVersion, minVersion == maxVersion {
      parts.append("version \(minVersion)")
    } else if minVersion != nil || maxVersion != nil {
      parts.append("version \(minVersion ?? "")..\(maxVersion ?? "")")
    }
    add("alias", aliasPrefix.map { $0 + "*" })
    add("machine", machinePrefix.map { $0 + "*" })
    if let machineList {
      parts.append("\(quantity(machineList.machines, "machine")) in \(machineList.file)")
    }
    return parts.isEmpty ? "every machine" : parts.joined(separator: ", ")
  }

  /// What happens at the moment: `paused (app), 12% of 25%`, `closed until …, 12% of 25%, done …`, `12% of 25%, done …`, `everybody`.
  var now: String {
    if let coveredBy { return "never reached: \(coveredBy) takes its machines" }
    let isPaused = updates == .off || !pausedBy.isEmpty
    var progress = ByArchitecture()
    for way in ways where way.release != nil {
      // Nobody knows when it is done while it is paused.
      progress.add(way.arch, (isPaused ? way.progress?.share : way.progress?.text) ?? "everybody")
    }
    let share = progress.shortText ?? "nothing"
    let heldShare = rollout == nil || progress.isEmpty ? "" : ", \(share)"
    if isPaused { return "paused" + (updates == .off ? "" : " (\(pausedBy.joined(separator: ", ")))") + heldShare }
    guard schedule.isOpen else {
      return (schedule.opens.map { "closed until \($0)" } ?? "closed, does not open") + heldShare
    }
    return share + (schedule.closes.map { ", open until \($0)" } ?? "")
  }

  /// A row for every group.
  static func text(_ groups: [GroupReport]) -> String {
    guard !groups.isEmpty else { return "  no groups\n" }
    var table = Table()
    table.add("GROUP", "MACHINES", "GETS", "NOW")
    for group in groups {
      var versions = ByArchitecture()
      for way in group.ways { versions.add(way.arch, way.text(channel: group.channel)) }
      table.add(group.group, group.matches, group.ways.isEmpty ? "nothing" : versions.text, group.now)
    }
    return table.text(indent: "  ", width: Table.width)
  }
}
