internal import Catalog
internal import Reports
internal import UpdateService

extension FleetReport {
  /// A paragraph for each group.
  var text: String {
    var text = "\(quantity(machines, "machine")) at \(time)\n"
    for app in apps {
      let name =
        app.app.map { "app \($0)\(app.name.map { " (\($0))" } ?? "")" } ?? "apps that the catalog does not have"
      text += "\n\(name.escaped): \(quantity(app.machines, "machine"))\n"
      for group in app.groups { text += group.text }
    }
    return text
  }

  static func percent(_ number: Int, of all: Int) -> String {
    percent(all == 0 ? 0 : Double(number) * 100 / Double(all))
  }

  /// With two decimals: `7.50%`. What is not everybody never reads as 100%.
  static func percent(_ value: Double) -> String {
    let hundredths = value < 100 ? min(Int((value * 100).rounded()), 9_999) : 10_000
    let decimals = hundredths % 100
    return "\(hundredths / 100).\(decimals < 10 ? "0" : "")\(decimals)%"
  }
}

extension FleetReport.Group {
  var text: String {
    var text = "\n"
    // For an app that is not there, no group was looked for.
    if let group { text += "group \(group), channel \(channel ?? ""): ".escaped } else { text += "no group: " }
    text += quantity(machines, "machine") + "\n"
    var table = Table()
    table.add("MACHINES", "SHARE", "DECISION", "REASON")
    for count in decisions {
      for (number, reason) in count.rows {
        table.add("\(number)", FleetReport.percent(number, of: machines), count.decision, reason)
      }
    }
    text += table.text(indent: "  ")
    if !offers.isEmpty {
      table = Table()
      table.add("MACHINES", "SHARE", "OFFER", "ARCH", "PAYLOAD")
      for offer in offers {
        table.add(
          "\(offer.machines)", FleetReport.percent(offer.machines, of: machines), offer.version, offer.arch,
          offer.previous.map { "delta from \($0)" } ?? "full")
      }
      text += table.text(indent: "  ")
    }
    if let schedule {
      let change = (schedule.closes ?? schedule.opens).map { " until \($0)" } ?? ""
      text += "  windows: \(schedule.isOpen ? "open" : "closed")\(change)\n"
    }
    for rollout in rollouts { text += rollout.text(hasWindows: schedule != nil) }
    return text
  }
}

extension FleetReport.Count {
  /// The machines by reason; those that run a blocked version are not up to date, whatever the decision calls them.
  fileprivate var rows: [(machines: Int, reason: String)] {
    let isUpToDate = reason == Reason.upToDate.rawValue
    let blocked = isUpToDate ? "runs a blocked version" : "\(reason), runs a blocked version"
    return [(machines - runningBlocked, reason), (runningBlocked, blocked)].filter { $0.machines > 0 }
  }
}

extension FleetReport.Rollout {
  func text(hasWindows: Bool) -> String {
    let since = since.map { " since \($0)" } ?? ""
    let windows = hasWindows ? ", and each then waits for a window" : ""
    // Versions and shares have no character that would need to be escaped.
    let blocked = target == version ? "" : " (\(target) is blocked)"
    let title =
      "  rollout of \(version)\(blocked) for \(arch), \(Period.spelledOut(in: rollout))\(since), to \(quantity(machines, "machine"))\(windows)\n"
    var table = Table()
    table.add("TIME", "PLAN", "MACHINES", "SHARE", "")
    for moment in moments {
      table.add(
        moment.time, FleetReport.percent(moment.plan), "\(moment.machines)", FleetReport.percent(moment.percent),
        moment.isNow ? "now" : "")
    }
    if unreached > 0 {
      table.add("not then", "", "\(unreached)", FleetReport.percent(unreached, of: machines), "")
    }
    return title + table.text(indent: "    ")
  }
}
