internal import ArgumentParser
internal import Catalog
internal import CatalogEditing
internal import Omaha

/// What tells the machines of a group, and how they are updated
struct GroupOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The channel that the group follows.", valueName: "name"), completion: .channels)
  var channel: String?

  @Option(help: ArgumentHelp("Machines that ask for this track.", valueName: "track"), completion: .channels)
  var track: String?

  @Option(
    help: ArgumentHelp("Machines of this architecture.", valueName: "arch"),
    completion: .list(Architecture.allValueStrings))
  var arch: String?

  @Option(help: ArgumentHelp("Machines of this board, such as amd64-usr.", valueName: "board"))
  var board: String?

  @Option(help: ArgumentHelp("Machines of this OEM, such as azure.", valueName: "oem"))
  var oem: String?

  @Option(help: ArgumentHelp("Machines whose operating system names this platform.", valueName: "platform"))
  var platform: String?

  @Option(help: ArgumentHelp("Machines that run this version or a newer one.", valueName: "v"), completion: .versions)
  var minVersion: String?

  @Option(help: ArgumentHelp("Machines that run this version or an older one.", valueName: "v"), completion: .versions)
  var maxVersion: String?

  @Option(help: ArgumentHelp("Machines whose alias begins with this.", valueName: "text"))
  var aliasPrefix: String?

  @Option(help: ArgumentHelp("Machines whose ID begins with this.", valueName: "text"))
  var machinePrefix: String?

  @Option(
    help: ArgumentHelp(
      "Machines whose ID is in this file, one a line; it is copied beside app.xml.",
      valueName: "file"), completion: .file())
  var machines: String?

  @Option(help: ArgumentHelp("Whether anything is offered.", valueName: "on|off"), completion: .list(["on", "off"]))
  var updates: String?

  @Option(
    help: ArgumentHelp(
      "Whether a machine that asks for it may go back to an older version.", valueName: "allowed|forbidden"),
    completion: .list(["allowed", "forbidden"]))
  var rollback: String?

  @Option(help: ArgumentHelp("Seconds between two checks of a machine, 2700 to 14400.", valueName: "s"))
  var pollInterval: String?

  @Option(help: ArgumentHelp("Seconds that the interval is longer or shorter, at most.", valueName: "s"))
  var pollJitter: String?

  @Option(
    help: ArgumentHelp(
      "When updates are offered, such as \"mon-fri 09:00-17:00 Europe/Berlin\" or, for whole days in UTC, \"sat-mon\"; may be repeated, and replaces all windows.",
      valueName: "window"))
  var window: [String] = []

  @Option(
    help: ArgumentHelp(
      "When nothing is offered, such as \"2026-12-20..2027-01-03 Europe/Berlin\"; may be repeated, and replaces all blackouts.",
      valueName: "dates"))
  var blackout: [String] = []

  @Option(
    help: ArgumentHelp("Stand before this group; the first that takes a machine decides.", valueName: "group"),
    completion: .groups)
  var before: String?

  @Flag(help: "Stand before all groups.")
  var first = false

  func validate() throws {
    guard before == nil || !first else { throw ValidationError("--before and --first exclude each other") }
    if channel?.isEmpty == true { throw ValidationError("--channel is empty; a group follows one") }
    try PrintableText.validate("--track", track)
    try PrintableText.validate("--board", board)
    try PrintableText.validate("--oem", oem)
    try PrintableText.validate("--platform", platform)
    try PrintableText.validate("--alias-prefix", aliasPrefix)
    try PrintableText.validate("--machine-prefix", machinePrefix)
    try check("--arch", arch, "is not an architecture") { Architecture(alias: $0) != nil }
    try check("--min-version", minVersion, "is not a version") { Version(argument: $0) != nil }
    try check("--max-version", maxVersion, "is not a version") { Version(argument: $0) != nil }
    try check("--updates", updates, "is neither on nor off") { $0 == "on" || $0 == "off" }
    try check("--rollback", rollback, "is neither allowed nor forbidden") { $0 == "allowed" || $0 == "forbidden" }
    let range = PollInterval.range
    try check("--poll-interval", pollInterval, "is not within \(range.lowerBound) to \(range.upperBound)") {
      Int($0).map(range.contains) == true
    }
    try check("--poll-jitter", pollJitter, "is not a number of seconds") { Int($0).map { $0 >= 0 } == true }
    for text in window where !text.isEmpty && WindowText(text) == nil {
      throw ValidationError(
        "--window \(text.quoted) is not days, hours or both, then a time zone, such as \"mon-fri 09:00-17:00 Europe/Berlin\", \"sat-mon\" or \"22:00-06:00\""
      )
    }
    for text in blackout where !text.isEmpty && BlackoutText(text) == nil {
      throw ValidationError("--blackout \(text.quoted) is not one such as \"2026-12-20..2027-01-03 Europe/Berlin\"")
    }
  }

  /// An empty value takes an attribute away.
  private func check(_ option: String, _ value: String?, _ fault: String, _ isValid: (String) -> Bool) throws {
    guard let value, !value.isEmpty, !isValid(value) else { return }
    throw ValidationError("\(option) \(value.quoted) \(fault)")
  }

  /// The selectors that are given and empty, and whether a group has them: it loses them.
  var emptySelectors: [(option: String, isIn: (Selector) -> Bool)] {
    let selectors: [(option: String, value: String?, isIn: (Selector) -> Bool)] = [
      ("--track", track, { $0.track != nil }), ("--arch", arch, { $0.architecture != nil }),
      ("--board", board, { $0.board != nil }), ("--oem", oem, { $0.oem != nil }),
      ("--platform", platform, { $0.platform != nil }), ("--min-version", minVersion, { $0.minimumVersion != nil }),
      ("--max-version", maxVersion, { $0.maximumVersion != nil }),
      ("--alias-prefix", aliasPrefix, { $0.aliasPrefix != nil }),
      ("--machine-prefix", machinePrefix, { $0.machinePrefix != nil }),
      ("--machines", machines, { $0.machines != nil }),
    ]
    return selectors.filter { $0.value?.isEmpty == true }.map { ($0.option, $0.isIn) }
  }

  /// The changes that were asked for; lists of machines apart.
  var changes: GroupChanges {
    var attributes: [GroupAttribute: String] = [:]
    for attribute in GroupAttribute.allCases { attributes[attribute] = value(of: attribute) }
    return GroupChanges(
      attributes: attributes, windows: window.isEmpty ? nil : window.compactMap { WindowText($0) },
      blackouts: blackout.isEmpty ? nil : blackout.compactMap { BlackoutText($0) })
  }

  /// The options that ask for all of this.
  var words: [String] {
    let attributes = changes.attributes
    var words = GroupAttribute.allCases.flatMap { name in attributes[name].map { ["--\(name.rawValue)", $0] } ?? [] }
    if let machines { words += ["--machines", machines] }
    words += window.flatMap { ["--window", $0] } + blackout.flatMap { ["--blackout", $0] }
    return words + (first ? ["--first"] : before.map { ["--before", $0] } ?? [])
  }

  /// What an attribute is to say; nil leaves it as it is.
  private func value(of attribute: GroupAttribute) -> String? {
    switch attribute {
    case .channel: channel
    case .track: track
    case .arch: arch.map { Architecture(alias: $0)?.rawValue ?? $0 }
    case .board: board
    case .oem: oem
    case .platform: platform
    case .minimumVersion: minVersion
    case .maximumVersion: maxVersion
    case .aliasPrefix: aliasPrefix
    case .machinePrefix: machinePrefix
    case .updates: updates
    case .rollback: rollback
    case .pollInterval: pollInterval
    case .pollJitter: pollJitter
    }
  }

  /// The windows and blackouts that name no time zone.
  var textsWithoutZone: [String] {
    window.filter { WindowText($0)?.hasZone == false } + blackout.filter { BlackoutText($0)?.hasZone == false }
  }

  var position: GroupPosition? { first ? .first : before.map { .before($0) } }
}
