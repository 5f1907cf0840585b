internal import Omaha
package import SQL

/// A row of `machine`.
extension KnownMachine {
  /// The columns that ``init(_:from:)`` does not read: what makes other columns fit to be sorted by.
  static let derivedColumns: [TableColumn] = [.text("version_key")]

  /// Their values.
  var derivedValues: [SQLValue] { [.text(Self.versionKey(version))] }

  /// A text that sorts as versions do; what is no version comes last.
  static func versionKey(_ version: String) -> String { Version(version)?.sortKey ?? "~" + version }

  /// The columns behind `number`, in the order of ``values`` and ``init(_:from:)``.
  package static let columns: [TableColumn] = [
    .text("app"), .text("id"), .text("alias"), .text("version"), .text("track"), .text("board"), .text("arch"),
    .text("oem"), .text("oem_version"), .text("aleph_version"), .text("platform"), .text("os_version"), .text("client"),
    .text("address"), .text("boot_id"), .text("previous_boot_id"), .text("\"group\""), .text("target"), .text("reason"),
    .text("release"), .text("state"), .integer("since"), .integer("first_seen"), .integer("is_updated"),
    .integer("is_installed"), .text("installed_boot_id"), .integer("loops"), .text("looped_release"),
    .integer("cloned_at"), .integer("error_time"), .integer("error_code"), .text("error_release"),
    .integer("is_rare"), .text("left_boots"), .text("earlier_releases"),
  ]

  /// The values of the columns.
  var values: [SQLValue] {
    [
      .text(app), .text(id), .text(alias), .text(version), .text(track), .text(board), .text(architecture), .text(oem),
      .text(oemVersion), .text(alephVersion), .text(platform), .text(osVersion), .text(client), .text(address),
      .text(bootID), .text(previousBootID), .text(group), .text(target), .text(reason), .text(release),
      .text(state.rawValue), .integer(since), .integer(firstSeen), .integer(isUpdated ? 1 : 0),
      .integer(isInstalled ? 1 : 0), .text(installedBootID), .integer(loops), .text(loopedRelease), .integer(clonedAt),
      .integer(errorTime), .integer(errorCode), .text(errorRelease), .integer(isRare ? 1 : 0),
      .text(leftBoots), .text(earlierReleases),
    ]
  }

  /// Reads a row.
  ///
  /// - Parameter first: where its columns begin.
  package init(_ row: any SQLStatement, from first: Int = 0) {
    self.init(Key(app: row.text(first), machine: row.text(first + 1)), firstSeen: row.integer(first + 22))
    alias = row.text(first + 2)
    version = row.text(first + 3)
    track = row.text(first + 4)
    board = row.text(first + 5)
    architecture = row.text(first + 6)
    oem = row.text(first + 7)
    oemVersion = row.text(first + 8)
    alephVersion = row.text(first + 9)
    platform = row.text(first + 10)
    osVersion = row.text(first + 11)
    client = row.text(first + 12)
    address = row.text(first + 13)
    bootID = row.text(first + 14)
    previousBootID = row.text(first + 15)
    group = row.text(first + 16)
    target = row.text(first + 17)
    reason = row.text(first + 18)
    release = row.text(first + 19)
    state = MachineState(rawValue: row.text(first + 20)) ?? .unknown
    since = row.integer(first + 21)
    isUpdated = row.integer(first + 23) != 0
    isInstalled = row.integer(first + 24) != 0
    installedBootID = row.text(first + 25)
    loops = row.integer(first + 26)
    loopedRelease = row.text(first + 27)
    clonedAt = row.integer(first + 28)
    errorTime = row.integer(first + 29)
    errorCode = row.integer(first + 30)
    errorRelease = row.text(first + 31)
    isRare = row.integer(first + 32) != 0
    leftBoots = row.text(first + 33)
    earlierReleases = row.text(first + 34)
  }
}
