internal import Catalog
internal import Omaha
internal import Reports

extension AppReport {
  /// The app's tables.
  var text: String {
    let paused = updates == .off ? "  updates are off" : ""
    // Named where it is not what everybody expects.
    let counted = defaultArch == Architecture.amd64.rawValue ? "" : "  default-arch \(defaultArch)"
    return (name.map { "\(id)  \($0)" } ?? id).escaped + counted + paused + "\n" + ChannelReport.text(channels)
      + (isPlain ? "" : GroupReport.text(groups)) + releasesText
  }

  /// Whether the groups say nothing that the table of the channels does not.
  private var isPlain: Bool {
    updates == .on
      && groups.allSatisfy { group in
        group.isChannel && group.updatesText == "on" && !group.ways.contains { $0.isBlocked || !$0.floors.isEmpty }
      }
  }

  private var releasesText: String {
    guard !releases.isEmpty else { return "  no releases\n" }
    var table = Table()
    table.add("RELEASE", "ARCH", "FROM", "SIZE", "PACKAGE", "CHANNELS")
    for release in releases {
      let further = release.packages.count - 1
      table.add(
        release.version, release.arch, release.previous ?? "any", "\(release.packages.first?.size ?? 0)",
        (release.packages.first?.name ?? "-") + (further > 0 ? " and \(further) more" : ""),
        release.channels.joined(separator: ", "))
    }
    return table.text(indent: "  ")
  }
}
