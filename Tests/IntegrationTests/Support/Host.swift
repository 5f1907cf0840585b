import Foundation
import Glibc
import TestSupport

/// A host with a network of its own, two links to the test's, omaha-fcgi, a journal and perhaps omaha-fleet.
///
/// Its network and its links end with a process that holds them.
final class Host {
  /// Where omaha-fcgi listens, for the web server.
  let address: String
  /// The test's end of the link to the database.
  let databaseAddress: String
  let fleet: String
  private let site: Site
  private let name: String
  private let reaper: Reaper
  private let holder: ChildProcess
  private var service: ChildProcess?
  private var loader: ChildProcess?
  private var links: (front: String, database: String)

  /// - Parameters:
  ///   - network: the first three numbers of the addresses, `10.1.2`, of which this host takes eight.
  ///   - number: 0...30.
  init(_ site: Site, network: String, number: Int) throws {
    self.site = site
    name = "host-\(number)"
    fleet = "\(site.folder.path)/\(name)"
    let first = 8 * number
    address = "\(network).\(first + 2):9000"
    databaseAddress = "\(network).\(first + 5)"
    // At most 15 bytes.
    let start = "om" + network.replacing("10.", with: "").replacing(".", with: "x") + "n\(number)"
    links = (start + "f", start + "d")
    try FileManager.default.createDirectory(atPath: fleet, withIntermediateDirectories: false)
    reaper = try Reaper(folder: "\(site.folder.path)/\(name)-reaper")
    holder = try ChildProcess("unshare", ["--net", "sleep", "infinity"], environment: Programs.systemPath)
    reaper.add(holder)
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/net")
    let file = "/proc/\(holder.processID)/ns/net"
    guard eventually({ (try? FileManager.default.destinationOfSymbolicLink(atPath: file)) ?? own != own }) else {
      throw Failure("no network for \(name)")
    }
    for (link, address) in [(links.front, first + 1), (links.database, first + 5)] {
      try ip(
        "link", "add", link, "type", "veth", "peer", "name", "to-\(link.suffix(1))", "netns", "\(holder.processID)")
      try ip("address", "add", "\(network).\(address)/30", "dev", link)
      try ip("link", "set", link, "up")
      try inside("ip", "address", "add", "\(network).\(address + 1)/30", "dev", "to-\(link.suffix(1))")
      try inside("ip", "link", "set", "to-\(link.suffix(1))", "up")
    }
  }

  deinit {
    for process in [service, loader, holder].compactMap(\.self) {
      process.signal(SIGKILL)
      process.wait()
      reaper.drop(process)
    }
  }

  private func ip(_ arguments: String...) throws {
    try Program.output(of: "ip", arguments, environment: Programs.systemPath)
  }

  private func inside(_ arguments: String...) throws {
    try Program.output(
      of: "nsenter", ["--net=/proc/\(holder.processID)/ns/net"] + arguments, environment: Programs.systemPath)
  }

  private func start(_ arguments: [String], log: String) throws -> ChildProcess {
    let process = try ChildProcess(
      "nsenter", ["--net=/proc/\(holder.processID)/ns/net"] + arguments, environment: Programs.systemPath,
      errors: "\(site.folder.path)/\(name)-\(log).log")
    reaper.add(process)
    return process
  }

  func startService() throws {
    service = try start(
      [Program.omahaFCGI, "--root", site.root, "--socket", address, "--fleet", fleet], log: "omaha-fcgi")
  }

  /// Sends omaha-fcgi a signal that it survives.
  func signalService(_ signal: Int32) { service?.signal(signal) }

  /// Ends omaha-fcgi.
  func stopService(_ signal: Int32) {
    guard let service else { return }
    service.signal(signal)
    service.wait()
    reaper.drop(service)
    self.service = nil
  }

  func startLoader(_ database: String) throws {
    loader = try start([Program.omahaFleet, "serve", "--fleet", fleet, "--database", database], log: "omaha-fleet")
  }

  /// Ends omaha-fleet, and gives its exit code.
  func stopLoader() -> Int32? {
    loader?.signal(SIGTERM)
    defer { loader = nil }
    return loader?.wait()
  }

  /// Cuts the cable to the database, or mends it: nothing that is sent comes, and nobody is told.
  func setDatabaseLink(isUp: Bool) throws { try ip("link", "set", links.database, isUp ? "up" : "down") }

  /// What omaha-fleet has said.
  var loaderLog: String {
    (try? String(contentsOfFile: "\(site.folder.path)/\(name)-omaha-fleet.log", encoding: .utf8)) ?? ""
  }

  /// Whether omaha-fleet has said last that it cannot load.
  var isLoaderHeldUp: Bool { loaderLog.hasSuffix("; the journal keeps what machines report until it passes\n") }

  /// What its journal still has, and what omaha-fleet has said last.
  var loaderState: String {
    let folder = "\(fleet)/journal"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder).sorted()) ?? []
    let files = names.map { name in
      let attributes = try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
      return "\n  \(name): \(attributes?[.size] as? Int ?? -1) bytes"
    }
    let dropped = (try? String(contentsOfFile: "\(folder)/dropped", encoding: .utf8)) ?? ""
    let lines = loaderLog.split(separator: "\n").suffix(10).map { "\n  \($0)" }
    return "\(name), dropped \(dropped.prefix(20)):" + (files + lines).joined()
  }

  /// Which requests its journal has, by their numbers, as often as they are there.
  func journal() throws -> [Int] {
    struct CheckIn: Decodable {
      struct Event: Decodable { var previousVersion: String? }
      var events: [Event]?
    }
    return try Program.output(of: Program.omahaFleet, ["journal", "cat", "--fleet", fleet]).split(separator: "\n")
      .compactMap { line in
        try JSONDecoder().decode(CheckIn.self, from: Data(line.utf8)).events?.first?.previousVersion.flatMap { Int($0) }
      }
  }
}
