import Foundation
import TestSupport
import Testing

/// What programs read: each key means one thing and has one shape, whichever command prints it.
///
/// `Fixtures/json-keys.txt` has every key with its shape. The lines of the server's log, which `omaha-pkg serve` prints too, are not
/// among them: deploy/README.md has their keys.
@Suite("The JSON of all commands")
final class JSONShapeTests {
  private static let app = "com.example.agent"
  private let shop: Workshop
  private var keys = PrintedKeys()
  /// The commands that were run, with their arguments.
  private var commands: [String] = []

  init() throws {
    shop = try Workshop()
  }

  private var fleet: String { shop.folder.path + "/fleet" }

  /// Runs a command with `--format json` and takes what it prints.
  @discardableResult
  private func run(
    _ words: String, _ more: [String] = [], exit status: Int32 = 0, program: String = Program.omahaPkg,
    environment: [String: String] = [:]
  ) throws -> Run {
    let variables = ["OMAHA_ROOT": shop.root, "OMAHA_APP": Self.app].merging(environment) { $1 }
    let format = words.hasPrefix("journal") ? [] : ["--format", "json"]
    let run = try Program.run(program, shop.arguments(words) + more + format, environment: variables)
    #expect(run.status == status, "\(words)\n\(run.output)\(run.errors)")
    commands.append("\(program.split(separator: "/").last ?? "") \(words)")
    do { try keys.add(run.output) } catch { Issue.record("\(words): \(run.output)") }
    return run
  }

  @Test("has the same shape behind a key everywhere, and no command is left out")
  func shapes() async throws {
    try publish()
    try setPolicies()
    try ask()
    try await exchange()
    try await serve()
    try await remember()
    try remove()
    let table = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/json-keys.txt")
    let expected = try String(contentsOf: table, encoding: .utf8).split(separator: "\n").map(String.init)
    let printed = keys.lines
    let difference = printed.difference(from: expected)
    #expect(difference.isEmpty, "\(difference.insertions) \(difference.removals)\n\(printed.joined(separator: "\n"))")
    #expect(!printed.contains { $0.contains(" or ") || $0.hasSuffix("[]") && $0 != "crau.procedures []" })
    for program in [Program.omahaPkg, Program.omahaFleet] {
      for command in try Self.commandsWithFormat(of: program) {
        #expect(commands.contains { $0 == command || $0.hasPrefix(command + " ") }, "\(command)")
      }
    }
  }

  /// The commands that have `--format`.
  private static func commandsWithFormat(of program: String) throws -> [String] {
    func all(_ command: Value, below path: String) -> [String] {
      let name = path + (command["commandName"]?.text ?? "")
      let hasFormat =
        command["arguments"]?.elements.contains { $0["preferredName"]?["name"]?.text == "format" } ?? false
      let others = command["subcommands"]?.elements.flatMap { all($0, below: name + " ") } ?? []
      return (hasFormat ? [name] : []) + others
    }
    let help = try Program.run(program, ["--experimental-dump-help"])
    let root = try JSONDecoder().decode(Value.self, from: Data(help.bytes))["command"]
    let commands = root.map { all($0, below: "") } ?? []
    #expect(commands.count > 5)
    return commands
  }

  // MARK: What is run

  /// Three channels and two architectures.
  private func publish() throws {
    let key = try SignedPayload.Key(in: shop.folder)
    try shop.folder.write(try SignedPayload([UInt8](repeating: 7, count: 5_000), by: key).bytes, to: "full")
    try shop.folder.write(try SignedPayload([1, 2, 3], by: key, isDelta: true).bytes, to: "delta")
    try shop.folder.write("<html>", to: "page")
    try Program.output(of: "gzip", ["-k", "-N", shop.folder.path + "/full"])
    try run("inspect @full @delta @full.gz @page --public-key @key.pub.pem", exit: 1)
    try shop.folder.write("hello", to: "update.gz")
    try shop.folder.write("further", to: "oem-azure.gz")
    try run("init")
    for version in ["1.0", "1.1", "1.2", "1.3"] {
      try run(
        "add @update.gz @oem-azure.gz --version \(version) --arch amd64 --channel stable --manifest a=b --package update.gz:c=d"
      )
      try run("add @update.gz --version \(version) --arch arm64 --channel stable")
    }
    try run("add @delta --version 1.3 --previous 1.1 --arch amd64 --name delta.gz")
    for channel in ["beta", "nightly", "old"] { try run("channel add \(channel)") }
    try run("channel set beta --updates off")
    try run("channel remove old")
    try run("promote 1.2 --channel beta --channel nightly")
  }

  /// Floors, blocks, pins, rollouts and groups.
  private func setPolicies() throws {
    try run("floor add 1.1 --channel stable --reason layout")
    try run("floor set 1.1 --channel stable --reason layouts")
    try run("floor add 1.2 --channel stable")
    try run("block add 1.2 --channel stable --reason loops")
    try run("block set 1.2 --channel stable --reason boots")
    try run("block add 1.2 --channel nightly")
    try run("floor list")
    try run("block list")
    try shop.folder.write("m1\nm2\n", to: "list.txt")
    try run(
      "group add canary --channel stable --track canary --machines @list.txt --board amd64-usr --oem azure --platform CoreOS"
        + " --min-version 1.0 --max-version 2 --alias-prefix rack --poll-interval 3600 --poll-jitter 60 --rollback allowed"
    )
    try run(
      "group add covered --channel stable --track canary --machines @list.txt --board amd64-usr --oem azure"
        + " --platform CoreOS --min-version 1.0 --max-version 2 --alias-prefix rack --machine-prefix m1 --arch amd64")
    try run(
      "group add fleet --channel stable --track stable --over 3d --steps 1,5,100 --blackout 2030-01-01..2030-01-02",
      ["--window", "mon-sun 00:00-24:00"])
    try run("group add closed --channel stable --track closed", ["--blackout", "2020-01-01..2099-01-02"])
    try run("group add hours --channel nightly --track hours", ["--window", "mon-fri 09:00-17:00"])
    try run("group add gone --channel beta --track gone")
    try run("group remove gone")
    try shop.folder.write("m2\nm3\n", to: "list.txt")
    try run("group set canary --machines @list.txt")
    try run("pin add 1.2 --group canary")
    try run("pin set 1.3 --group canary")
    try run("pin list")
    try run("pin remove --group canary --dry-run")
    try run("rollout add --group canary --rollout 10%")
    try run("rollout set --group canary --rollout 25%")
    try run("rollout list")
    try run("rollout remove --group canary --dry-run")
    try run("pause --group canary")
    try run("resume --group canary")
    // A hotfix while the rollout runs.
    try run("add @update.gz --version 1.3.1 --arch amd64")
    try run("promote 1.3.1 --channel stable --arch amd64 --first-to min-version=1.3")
    try run("undo")
    try run("history --limit 100")
    try run("list")
    for time in ["2026-11-23T10:00:00Z", "2026-11-23T20:00:00Z"] { try run("group list --at \(time)") }
    try run("channel list")
    try run("show")
    try run("show 1.3")
    try run("digest")
    try run("digest --app \(Self.app)")
  }

  /// What machines are answered.
  private func ask() throws {
    let machine =
      "--track stable --board amd64-usr --arch amd64 --oem azure --platform CoreOS --machine m1 --alias rack1"
    try run("explain --version 1.0 \(machine) --delta-okay")
    try run("explain --version 1.2 \(machine)")
    try run(
      "explain --version 1.2 --track canary --board amd64-usr --oem azure --platform CoreOS --machine m2 --alias rack")
    try run("explain --version 0.1 --track stable --multi-manifest-ok --machine m1")
    let fleet = ["0.9", "1.1", "1.2", "1.3"].flatMap { version in
      (0..<5).map { "\(version),\(["closed", "canary", "nightly", "hours", "stable"][$0]),amd64,m\(version)\($0)" }
    }
    try shop.folder.write("version,track,arch,machine\n\(fleet.joined(separator: "\n"))\n", to: "fleet.csv")
    try run("explain --fleet @fleet.csv")
    let check = "<request protocol=\"3.0\"><app appid=\"\(Self.app)\" version=\"1.0\" track=\"stable\" "
    let line = try CGI.run(shop, check + "machineid=\"m1\" nextversion=\"\"><updatecheck/></app></request>").errors
    try run("explain --log", [line])
  }

  /// Bundles, and another repository's mirror.
  private func exchange() async throws {
    try run("export --policy --output @bundle")
    try run("export --output @bundle --dry-run")
    let other = ["OMAHA_ROOT": shop.folder.path + "/other"]
    try run("init", environment: other)
    try run("import @bundle --dry-run", environment: other)
    try run("import @bundle --policy", environment: other)
    let site = try MirrorSite()
    site.offer(
      MirrorSite.Release("3.0.0", [try site.payload(1)], isFloor: true),
      MirrorSite.Release("4.0.0", [try site.payload(2), try site.payload(3, name: "oem-azure.gz")]))
    try run("mirror", Array(site.arguments("--promote").dropFirst()), environment: other)
    let probe = ["--app", MirrorSite.app, "--version", "1.0", "--download", "--public-key", site.key.path]
    try run("probe --expect 3.0.0", [site.server.url] + probe)
    // What it tells of a hash is none, and the update is not what was expected.
    site.fault { request, _ in
      guard request.method == "POST" else { return nil }
      if !request.target.hasSuffix("moved") { return TestHTTPServer.Reply(307, ["Location: /v1/moved"]) }
      let text = MirrorSite.answer([], "").replacing("status=\"noupdate\"", with: "status=\"ok\" PollInterval=\"3600\"")
      return .xml(text)
    }
    try run("probe", [site.server.url] + probe, exit: 1)
    try run("probe --version 1.0", ["http://127.0.0.1:1"], exit: 69)
  }

  private func serve() async throws {
    let output = shop.folder.path(of: "serve")
    let file = try shop.folder.write([1, 2, 3], to: "served.gz")
    let words = "serve --version 4.0.0 --app \(Self.app) --listen 127.0.0.1:0 --format json"
    commands.append("omaha-pkg \(words)")
    let process = try ChildProcess(Program.omahaPkg, shop.arguments(words) + [file], output: output)
    func lines() -> [Substring] { ((try? shop.folder.text("serve")) ?? "").split(separator: "\n") }
    try await wait(until: "it serves") { !lines().isEmpty }
    let first = try JSONDecoder().decode(Value.self, from: Data((lines().first ?? "").utf8))
    let server = try #require(first["server"]?.text)
    let site = server.replacing("/v1/update/", with: "")
    try run("probe --version 1.0", [server])
    try Program.output(of: "curl", ["-sS", "--noproxy", "*", "\(site)/packages/4.0.0/served.gz"])
    try Program.output(of: "curl", ["-sS", "--noproxy", "*", "-X", "PUT", site])
    try shop.folder.write([1, 2, 3, 4], to: "served.gz")
    try Program.output(of: "curl", ["-sS", "--noproxy", "*", "\(site)/packages/4.0.0/served.gz"])
    process.signal(SIGTERM)
    #expect(process.wait() == 0)
    for line in lines() where !line.contains("\"level\":") { try keys.add(String(line)) }
  }

  /// What machines reported.
  private func remember() async throws {
    let start =
      "<request protocol=\"3.0\"><os platform=\"CoreOS\" version=\"1\"/><app appid=\"\(Self.app)\" board=\"amd64-usr\" "
      + "oem=\"azure\" oemversion=\"2\" alephversion=\"1.0\" machinealias=\"rack\" bootid=\"{b}\" "
    for (index, rest) in [
      "version=\"1.0\" machineid=\"m1\"><ping active=\"1\"/><updatecheck/></app></request>",
      "version=\"1.0\" machineid=\"m1\"><event eventtype=\"13\" eventresult=\"1\"/></app></request>",
      "version=\"1.0\" machineid=\"m1\"><event eventtype=\"3\" eventresult=\"0\" errorcode=\"9\" extracode1=\"1\""
        + " previousversion=\"1.0\" nextversion=\"1.1\" downloaded=\"3\" total=\"5\" download_time_ms=\"7\"/></app></request>",
      "version=\"1.0\" machineid=\"m3\"><updatecheck/></app></request>",
      "version=\"1.0\" machineid=\"m2\"><updatecheck/></app></request>",
    ].enumerated() {
      let track = index == 4 ? "nightly" : "stable"
      // The same request counts once.
      let environment = ["OMAHA_FLEET": fleet, "REMOTE_ADDR": "192.0.2.7", "REQUEST_ID": "r\(index)"]
      #expect(try CGI.run(shop, "\(start)track=\"\(track)\" \(rest)", environment: environment).status == 0)
    }
    func report(_ words: String) throws {
      try run(words, program: Program.omahaFleet, environment: ["OMAHA_FLEET": fleet])
    }
    try report("journal cat")
    let process = try ChildProcess(
      Program.omahaFleet, ["serve", "--root", shop.root, "--fleet", fleet], environment: ["OMAHA_FLEET": ""],
      errors: shop.folder.path(of: "fleet-errors"))
    defer { process.signal(SIGKILL) }
    let query = ["machines", "--fleet", fleet, "--format", "json"]
    var machines = ""
    try await wait(until: "it is loaded: \(machines)") {
      machines = try Program.run(Program.omahaFleet, query).output
      return machines.contains("\"m2\"") && machines.contains("\"failed\"")
    }
    for command in ["status", "machines", "machine m1", "versions", "versions --over 1d", "events", "errors", "export"]
    {
      try report(command)
    }
  }

  /// What is wrong, and what goes.
  private func remove() throws {
    try FileManager.default.removeItem(atPath: "\(shop.root)/payloads/\(Self.app)/1.3/amd64/update.gz")
    try shop.folder.write("stray", to: "root/payloads/\(Self.app)/1.0/amd64/stray")
    try run("check", exit: 1)
    try run("verify", exit: 1)
    try run("prune --keep 1 --dry-run")
    try run("prune --keep 1")
    try run("remove 1.2 --dry-run", exit: 1)
    try run("remove 9.9")
    try run("block remove 1.2")
    try run("floor remove 1.1")
    try run("history --limit 10")
    try run("remove --app org.example.none")
  }
}
