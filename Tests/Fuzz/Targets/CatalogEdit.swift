internal import Catalog
internal import CatalogEditing
internal import Omaha

/// An edit of an app, chosen by a byte.
enum CatalogEdit {
  static func make(_ byte: UInt8, in editor: inout AppEditor, now: Timestamp) throws {
    // What the file has, and what it lacks.
    let channels = editor.channels.map(\.name) + ["new"]
    let groups = editor.groups.map(\.name) + ["new"]
    let which = Int(byte >> 4)
    let channel = channels[which % channels.count]
    let group = groups[which % groups.count]
    let architecture: Architecture? = [nil, .amd64, .arm64][which % 3]
    guard let version = Version(["2.0.0", "3.0.0", "4.0.0"][which % 3]), let period = Period("P3D") else { return }
    switch byte & 15 {
    case 0: _ = try editor.addChannel(channel)
    case 1: _ = try editor.removeChannel(channel)
    case 2:
      _ = try editor.setFloor(version, for: architecture, reason: ["\"<'&>\n", "", nil][which % 3], channel: channel)
    case 3: _ = try editor.removeFloor(version, for: architecture, channel: channel)
    case 4: _ = try editor.setBlock(version, for: architecture, reason: nil, channel: channel)
    case 5: _ = try editor.removeBlock(version, for: architecture, channel: channel)
    case 6: _ = try editor.pin(group, to: version, for: architecture, now: now)
    case 7: _ = try editor.unpin(group, for: architecture)
    case 8:
      let rollouts: [Rollout?] = [nil, .share(.all), .ramp(over: period), .steps([.all], over: period)]
      _ = try editor.setRollout(rollouts[which % 4], of: group)
    case 9: _ = try editor.set(isPaused: which % 2 == 0, of: [.app, .channel(channel), .group(group)][which % 3])
    case 10: _ = try editor.promote(to: version, channel: channel, architecture: architecture, now: now)
    case 11:
      let changes = GroupChanges(attributes: [.channel: channel])
      _ = try editor.addGroup("new", changes, at: [nil, .first, .before(group)][which % 3])
    case 12: _ = try editor.removeGroup(group)
    case 13:
      let texts = ["mon 1:00-2:00", "daily 3:00-4:00", "5:00-6:00"].prefix(which % 4)
      _ = try editor.changeGroup(group, GroupChanges(windows: texts.compactMap(WindowText.init)))
    case 14:
      let texts = ["2026-12-20..2027-01-03", "2027-05-01"].prefix(which % 3)
      _ = try editor.changeGroup(group, GroupChanges(blackouts: texts.compactMap(BlackoutText.init)))
    default:
      let attribute = GroupAttribute.allCases[which % GroupAttribute.allCases.count]
      let changes = GroupChanges(attributes: [attribute: ["", "x", "1.0", "\"&\t"][which % 4]])
      _ = try editor.changeGroup(group, changes, at: [nil, .first, .before(channels[0])][which % 3])
    }
  }
}
