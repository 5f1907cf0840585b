import Foundation
import Omaha
import Testing
import TestSupport

@testable import Catalog

@Suite("TimeZoneDirectory")
struct TimeZoneDirectoryTests {
  let temporary: TemporaryFolder
  var folders: [String] { [temporary.path + "/first", temporary.path + "/second"] }

  init() throws { temporary = try TemporaryFolder() }

  func put(_ bytes: [UInt8], at name: String) throws {
    try temporary.write("", to: name)
    try Data(bytes).write(to: URL(fileURLWithPath: temporary.path + "/" + name))
  }

  func error(_ name: String) -> String? {
    var directory = TimeZoneDirectory(folders: folders)
    do {
      _ = try directory.zone(named: name)
      return nil
    } catch { return error.message }
  }

  @Test("takes the first folder that has the zone")
  func order() throws {
    try put(TZifBuilder(offsets: [60], footer: "").bytes, at: "first/Area/Both")
    try put(TZifBuilder(offsets: [120], footer: "").bytes, at: "second/Area/Both")
    try put(TZifBuilder(offsets: [180], footer: "").bytes, at: "second/Area/Sub/Other-1_b+2")
    var directory = TimeZoneDirectory(folders: folders)
    #expect(try directory.zone(named: "Area/Both").offset(at: .init(seconds: 0)) == 60)
    #expect(try directory.zone(named: "Area/Sub/Other-1_b+2").offset(at: .init(seconds: 0)) == 180)
  }

  @Test("reads a zone once")
  func cache() throws {
    try put(TZifBuilder(offsets: [60], footer: "").bytes, at: "first/Zone")
    var directory = TimeZoneDirectory(folders: folders)
    let zone = try directory.zone(named: "Zone")
    try FileManager.default.removeItem(atPath: temporary.path + "/first/Zone")
    #expect(try directory.zone(named: "Zone") === zone)
  }

  @Test("looks in the repository before the system's folder")
  func repository() throws {
    try put(TZifBuilder(offsets: [60], footer: "").bytes, at: "zoneinfo/Europe/Berlin")
    var directory = TimeZoneDirectory(root: temporary.path)
    #expect(try directory.zone(named: "Europe/Berlin").offset(at: .init(seconds: 0)) == 60)
  }

  @Test("knows UTC without any folder", arguments: ["UTC", "Etc/UTC"])
  func utc(name: String) { #expect(error(name) == nil) }

  @Test("says where it looked, and which package has the zones")
  func unknown() throws {
    let expected = "is unknown: it is not in \(folders[0]) nor \(folders[1]) (package tzdata)"
    #expect(error("Europe/Berln") == expected)
    try put([], at: "first/Zone")
    #expect(error("Zone/Below") == expected)
  }

  @Test(
    "names the package of old names, and the zone's name of today where tzdata tells",
    arguments: ["US/Eastern", "EST5EDT", "Canada/Newfoundland", "GB", "Asia/Calcutta"])
  func oldName(name: String) throws {
    let places = "is unknown: it is not in \(folders[0]) nor \(folders[1])"
    let legacy = " (package tzdata, since Debian 13 tzdata-legacy)"
    // Nothing tells that a city's name is old but the text of the database.
    #expect(error(name) == places + (name == "Asia/Calcutta" ? " (package tzdata)" : legacy))
    let text =
      "# version 2025b\nZ Asia/Kolkata 5:53:28 - LMT\nL Europe/Berlin Europe/Stockholm\nL Area/City \(name)\nL ../x X\n"
    try put(Array(text.utf8), at: "second/tzdata.zi")
    #expect(error(name) == places + legacy, "the other name is not there either")
    try put(TZifBuilder(footer: "").bytes, at: "second/Area/City")
    #expect(error(name) == places + legacy + "; the same zone is Area/City")
    #expect(error("X") == places + " (package tzdata)")
  }

  @Test("names the file that it cannot use, and does not go on to the next folder")
  func unusable() throws {
    try put(Array("TZif2".utf8), at: "first/Zone")
    try put(TZifBuilder(footer: "").bytes, at: "second/Zone")
    #expect(error("Zone") == "is not usable: \(folders[0])/Zone is a TZif file that ends too early")
    try put([UInt8](repeating: 0, count: TimeZoneDirectory.limit + 1), at: "first/Large")
    #expect(error("Large") == "is not usable: cannot read \(folders[0])/Large: larger than 65536 bytes")
    try put([], at: "first/Area/Zone")
    #expect(error("Area") == "is not usable: cannot read \(folders[0])/Area: not a regular file")
    let made = unsafe mkfifo(temporary.path + "/first/fifo", 0o644)
    #expect(made == 0)
    #expect(error("fifo") == "is not usable: cannot read \(folders[0])/fifo: not a regular file")
  }

  @Test(
    "opens nothing for what is no name",
    arguments: [
      "", "/", "/etc/localtime", "..", "../Zone", "Europe/../Zone", "Europe//Berlin", "Europe/", "./Zone", "Zone.tab",
      "Europe/Berlin\0", "Zürich", "a b", "Zone\n", String(repeating: "a", count: 65),
    ])
  func names(name: String) throws {
    try put(TZifBuilder(footer: "").bytes, at: "Zone")
    try put(TZifBuilder(footer: "").bytes, at: "first/Europe/Berlin")
    #expect(error(name) == "is not the name of a time zone, such as Europe/Berlin")
  }

  @Test(
    "reads every zone that tzdata installs", .enabled(if: DateProgram.isAvailable, "tzdata is not installed"))
  func installed() throws {
    var directory = TimeZoneDirectory(folders: [DateProgram.zoneinfo])
    var count = 0
    for area in [
      "Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Etc", "Europe", "Indian", "Pacific",
    ] {
      for name in try FileManager.default.subpathsOfDirectory(atPath: DateProgram.zoneinfo + "/" + area) {
        // A folder between a zone and its area.
        if ["Argentina", "Indiana", "Kentucky", "North_Dakota"].contains(name) { continue }
        #expect(throws: Never.self, "\(area)/\(name)") { _ = try directory.zone(named: "\(area)/\(name)") }
        count += 1
      }
    }
    #expect(count > 400)
  }
}
