import Foundation
import Glibc
import Testing
import TestSupport

extension IntegrationTests {
  /// The units of `deploy/systemd`, and the activation that they describe.
  @Suite struct Systemd {
    private static let units = "\(Program.top)/deploy/systemd"

    @Test("systemd finds nothing to complain of in the units")
    func verify() throws {
      let folder = try TemporaryFolder()
      let units = ["omaha-fcgi.service", "omaha-fcgi.socket", "omaha-fleet.service", "omaha-fleet.socket"]
      for unit in units {
        let text = try String(contentsOfFile: "\(Self.units)/\(unit)", encoding: .utf8)
        // The programs need not be installed for the check.
        try folder.write(text.replacing("/usr/local/bin", with: Program.directory), to: unit)
      }
      let dropIn = "omaha-fcgi.service.d/fleet.conf"
      try FileManager.default.createDirectory(
        atPath: "\(folder.path)/omaha-fcgi.service.d", withIntermediateDirectories: false)
      try folder.write(String(contentsOfFile: "\(Self.units)/\(dropIn)", encoding: .utf8), to: dropIn)
      let check = try Program.run(
        "systemd-analyze", ["verify", "--man=no"] + units.map { "\(folder.path)/\($0)" })
      #expect(check.status == 0, "\(check.errors)")
      #expect(!check.errors.contains("omaha-"), "\(check.errors)")
    }

    @Test("systemd finds nothing to complain of in the mirror's units, and each host has a time of its own")
    func mirror() throws {
      let folder = try TemporaryFolder()
      let files = try ["omaha-mirror.service", "omaha-mirror.timer"].map { unit in
        let text = try String(contentsOfFile: "\(Self.units)/\(unit)", encoding: .utf8)
        return try folder.write(text.replacing("/usr/local/bin/omaha-pkg", with: Program.omahaPkg), to: unit)
      }
      let check = try Program.run("systemd-analyze", ["verify", "--man=no"] + files)
      #expect(check.status == 0 && !check.errors.contains("omaha-mirror"), "\(check.errors)")
      #expect(try folder.text("omaha-mirror.timer").contains("\nRandomizedDelaySec="))
      // The example in the file of its options is a command line that omaha-pkg takes.
      let defaults = try String(contentsOfFile: "\(Self.units)/omaha-mirror.default", encoding: .utf8)
      let example = try #require(defaults.firstMatch(of: /(?m)^#OMAHA_MIRROR="(.*)"$/)?.output.1)
      let words = example.replacing("--app ID", with: "--app com.example.agent").split(separator: " ").map(String.init)
      let run = try Program.run(Program.omahaPkg, ["mirror"] + words + ["--root", folder.path])
      #expect(run.status == 66 && run.errors.contains("/etc/omaha-mirror.pem"), "\(run.status) \(run.errors)")
    }

    @Test(
      "systemd rates the services as well protected",
      arguments: [("omaha-fcgi.service", 15), ("omaha-fleet.service", 15), ("omaha-mirror.service", 30)])
    func security(unit: String, threshold: Int) throws {
      let result = try Program.run(
        "systemd-analyze",
        ["security", "--offline=true", "--no-pager", "--threshold=\(threshold)", "\(Self.units)/\(unit)"])
      #expect(result.status == 0, "\(result.output)")
    }

    @Test(
      "Every line of a service's protection has its reason above it, or stands with one that has",
      arguments: ["omaha-fcgi", "omaha-fleet"])
    func reasons(service: String) throws {
      let text = try String(contentsOfFile: "\(Self.units)/\(service).service", encoding: .utf8)
      let body = try #require(
        text.components(separatedBy: "[Service]").last?.components(separatedBy: "[Install]").first)
      // The lines that a comment may speak for: those right below it, and not many.
      var left = 0
      for line in body.components(separatedBy: "\n") {
        if line.hasPrefix("#") {
          left = 6
        } else if line.isEmpty {
          left = 0
        } else {
          let isPlain = line.hasPrefix("ExecStart=") || line.hasPrefix("Restart")
          #expect(left > 0 || isPlain, "\(line)")
          left -= 1
        }
      }
      for option in [
        "NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateTmp=yes", "MemoryMax=",
        service == "omaha-fcgi" ? "DynamicUser=yes" : "User=_omaha-fleet",
        "SystemCallFilter=@system-service",
      ] {
        #expect(body.contains("\n\(option)"), "\(option)")
      }
    }

    @Test("A catalog that is broken at the start neither ends the attempts nor closes the socket")
    func persistence() throws {
      let text = try String(contentsOfFile: "\(Self.units)/omaha-fcgi.service", encoding: .utf8)
      // As systemd 252 was seen to do: after five failures it closes the socket as well, unless there is no limit; and with
      // 78 among the statuses that are not tried again, each request starts the service until another limit does the same.
      #expect(text.contains("\nStartLimitIntervalSec=0\n"))
      #expect(text.contains("\nRestart=on-failure\n"))
      #expect(text.contains("\nRestartPreventExitStatus=64\n"))
    }

    @Test("Started by the first request on a socket that systemd holds, it answers that request and the next ones")
    func activation() async throws {
      let site = try Site()
      try site.release("4.0.0", payload: Array("payload".utf8))
      // It waits on the socket, and becomes omaha-fcgi when somebody connects.
      let activator = try ChildProcess(
        "systemd-socket-activate", ["--listen=\(site.socket)", Program.omahaFCGI, "--root", site.root],
        environment: Programs.systemPath, errors: site.serviceLogPath)
      defer {
        activator.signal(SIGTERM)
        activator.wait()
      }
      try await wait(until: "the socket is there") { FileManager.default.fileExists(atPath: site.socket) }
      if Site.isRoot { try Program.output(of: "chown", ["www-data", site.socket]) }
      #expect(!site.serviceLog.contains("msg=serving"))
      try await site.startNginx()
      for _ in 0..<3 {
        #expect(try UpdateResponse(site.post(App.check(version: "1.0.0")).body).status == "ok")
      }
      #expect(site.serviceLog.contains("listen=\"descriptor 3\""), "\(site.serviceLog)")
      activator.signal(SIGTERM)
      #expect(activator.wait() == 0)
    }
  }
}
