internal import Catalog
internal import Omaha
internal import Reports

extension AppReport {
  /// The app in short: a row for each channel, group and release.
  var text: String {
    title + ChannelReport.text(channels) + (isPlain ? "" : GroupReport.text(groups)) + ReleaseRow.text(of: self)
  }

  /// The app's ID and name, and what is not as people expect.
  var title: String {
    let paused = updates == .off ? "  updates are off" : ""
    let counted = defaultArch == Architecture.amd64.rawValue ? "" : "  default-arch \(defaultArch)"
    let title = (name.map { "\(app)  \($0)" } ?? app).escaped + counted + paused
    return Table.wrap(title, Table.width).map { $0 + "\n" }.joined()
  }

  /// Whether the groups say nothing that the table of the channels does not.
  private var isPlain: Bool {
    updates == .on
      && groups.allSatisfy { group in
        group.isChannel && group.updates == .on && group.pausedBy.isEmpty
          && !group.ways.contains { $0.isBlocked || !$0.floors.isEmpty || !$0.stuck.isEmpty }
      }
  }
}
