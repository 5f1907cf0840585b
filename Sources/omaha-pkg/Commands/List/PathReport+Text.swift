internal import Reports

extension PathReport {
  /// `2.0 from stable`, `2.0 pinned`, or `1.0, 2.0 is blocked`; where a floor is blocked, with `, below 1.5 only 1.0`.
  func text(channel: String) -> String {
    var text = isBlocked || release == nil ? version : "\(target) \(isPinned ? "pinned" : "from \(channel)")"
    for floor in blockedFloors { text += ", below \(floor.version) \(floor.release.map { "only \($0)" } ?? "nothing")" }
    return text
  }

  /// What machines get in the end: `2.0`, `1.0, 2.0 is blocked`, or `nothing, its machines run 2.0 or newer`.
  var version: String {
    if isBlocked { return "\(release ?? "nothing"), \(target) is blocked" }
    return release ?? "nothing, its machines run \(target) or newer"
  }
}

extension RolloutReport {
  /// `12.5% of 100%, done 2026-11-26T10:00:00Z`, or `6.03%` when it grows no more.
  var text: String { share + (isDone ? "" : done.map { ", done \($0)" } ?? "") }

  /// The same without the moment: `12.5% of 100%`.
  var share: String {
    guard !isDone, done != nil else {
      return (percent.rounded() == percent ? "\(Int(percent))" : "\(percent)") + "%"
    }
    return "\(Self.text(percent)) of \(Self.text(of))"
  }

  /// With one decimal where it matters, rounded down: what is not everybody never reads as 100%.
  private static func text(_ percent: Double) -> String {
    let tenths = Int(percent * 10 + 1e-6)
    return "\(tenths / 10)" + (tenths % 10 == 0 ? "" : ".\(tenths % 10)") + "%"
  }
}
