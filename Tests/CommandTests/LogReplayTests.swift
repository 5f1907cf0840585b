import Foundation
import Testing
import TestSupport

/// A line of the log, as omaha-cgi writes it, replayed.
@Suite("omaha-pkg explain --log")
struct LogReplayTests {
  let shop: Workshop

  init() throws {
    shop = try Workshop { shop in
      try shop.folder.write("hello", to: "update.gz")
      for version in ["1.0", "2.0", "3.0"] {
        try shop.expect("add @update.gz --app com.example.agent --version \(version) --arch amd64 --channel stable")
      }
      try shop.expect("floor add 2.0 --app com.example.agent")
      try shop.expect("group add azure --app com.example.agent --channel stable --oem azure --paused --first")
      try shop.expect("group add core --app com.example.agent --channel stable --platform Core --rollout 50%")
    }
  }

  private struct Output: Decodable {
    let time: String
    let apps: [App]
    let logged: Logged
    let notes: [String]

    struct App: Decodable {
      let decision: String
      let reason: String
      let group: String?
      let target: String?
    }
    struct Logged: Decodable {
      let decision: String
      let reason: String
      let isSame: Bool?
    }
  }

  /// The line that omaha-cgi logs of a request.
  private func line(_ request: String, format: String = "logfmt") throws -> String {
    let run = try CGI.run(shop, request, environment: ["OMAHA_LOG_FORMAT": format, "REMOTE_ADDR": "192.0.2.7"])
    return try #require(run.errors.split(separator: "\n").first.map(String.init), "\(run.output)")
  }

  private func replay(_ line: String, _ more: [String] = []) throws -> Output {
    try JSONDecoder().decode(
      Output.self, from: Data(try shop.expect("explain --format json --log", [line] + more).output.utf8))
  }

  private static func request(_ app: String, check: String = "<updatecheck/>", os: String = "", _ head: String = "")
    -> String
  {
    """
    <request protocol="3.0" \(head)>\(os)<app appid="com.example.agent" \(app)>\(check)</app></request>
    """
  }

  @Test(
    "What is answered is what was answered, from the line alone, in both formats",
    arguments: [
      request("version=\"1.0\" track=\"stable\" board=\"amd64-usr\""),
      request(
        "version=\"3.0\" track=\"stable\" machineid=\"{0A}\" machinealias=\"a \u{E9}&quot;\\ b\" board=\"amd64-usr\""),
      request("version=\"1.0\" oem=\"azure\" board=\"amd64-usr\""),
      request("version=\"2.0\" machineid=\"m1\"", os: "<os platform=\"Core\" arch=\"x64\"/>"),
      request("version=\"2.0\" machineid=\"m2\"", os: "<os platform=\"Core\" sp=\"2.0_x86_64\"/>"),
      request("version=\"2.0\" track=\"stable\"", os: "<os arch=\"mips\"/>"),
      request("version=\"2.0\" track=\"stable\"", check: "<updatecheck targetversionprefix=\"2.\"/>"),
      request("version=\"2.0\" track=\"stable\"", check: "<updatecheck targetversionprefix=\"2.*\"/>"),
      request("version=\"2.0\" track=\"stable\"", check: "<updatecheck updatedisabled=\"true\"/>"),
      request("version=\"1.0\" track=\"stable\" multi_manifest_ok=\"true\""),
      request(
        "version=\"1.0\" track=\"stable\"", "installsource=\"scheduler\" updaterversion=\"CoreOSUpdateEngine-0.1.0.0\""),
      request("version=\"x\" track=\"stable\""), request("version=\"1.0\" track=\"nowhere\""),
      request("version=\"1.0\"", check: "<updatecheck/><event eventtype=\"3\" eventresult=\"0\"/>"),
      // Nothing is offered, and the line says what failed all the same.
      request("version=\"1.0\" oem=\"azure\"", check: "<updatecheck/><event eventtype=\"3\" eventresult=\"0\"/>"),
      request(
        "version=\"1.0\" track=\"stable\"",
        check: "<updatecheck updatedisabled=\"true\"/><event eventtype=\"3\" eventresult=\"0\"/>"),
    ], ["logfmt", "json"])
  func same(request: String, format: String) throws {
    let line = try line(request, format: format)
    let output = try replay(line)
    #expect(output.logged.isSame == true, "\(line)\n\(output)")
    #expect(output.apps.first?.reason == output.logged.reason)
    #expect(output.notes == [])
  }

  @Test(
    "A catalog that has changed since is answered by what it is now, and the line's moment counts unless another is given"
  )
  func changed() throws {
    let line = try line(Self.request("version=\"2.0\" track=\"stable\" board=\"amd64-usr\""))
    try shop.expect("pause --app com.example.agent --channel stable")
    let output = try replay(line)
    #expect(output.logged.reason == "offered" && output.logged.isSame == false)
    #expect(output.apps.first?.reason == "updates-off")
    #expect(line.contains("time=" + output.time.dropLast()))
    #expect(try replay(line, ["--at", "2026-11-23T10:00:00Z"]).time == "2026-11-23T10:00:00Z")
    #expect(try replay(line, ["--at", "2026-11-23"]).time == "2026-11-23T00:00:00Z")
    let text = try shop.expect("explain --log", [line]).output
    #expect(text.contains("same      no: the catalog or the moment is another one\n"), "\(text)")
    #expect(text.contains("stop  off for channel"), "\(text)")
  }

  @Test("A line of events alone is replayed as a check, and says so")
  func events() throws {
    let line = try line(
      Self.request(
        "version=\"1.0\" track=\"stable\"", check: "<event eventtype=\"3\" eventresult=\"0\" errorcode=\"10\"/>"))
    #expect(
      line.contains(" level=warning ") && line.contains(" group=stable ") && line.contains(" release=2.0 "), "\(line)")
    let output = try replay(line)
    #expect(output.apps.first?.reason == "offered" && output.logged.isSame == nil)
    #expect(output.notes == ["the machine asked for no update then; this is what it would be answered if it did"])
  }

  @Test("What journald, web servers and collectors put around a line does not matter")
  func prefixes() throws {
    let logfmt = try line(Self.request("version=\"1.0\" track=\"stable\""))
    let json = try line(Self.request("version=\"1.0\" track=\"stable\""), format: "json")
    func object(_ values: [String: String]) throws -> String {
      String(decoding: try JSONEncoder().encode(values), as: UTF8.self)
    }
    let message = try object(["MESSAGE": logfmt, "_PID": "12"])
    for line in [
      "Nov 30 10:00:00 host omaha-fcgi[123]: \(logfmt)", "Nov 30 10:00:00 host omaha-fcgi[123]: \(json)", message,
      "2026-11-30T10:00:00+0000 host omaha-fcgi[123]: \(logfmt)", "[ 2720.971567] host omaha-fcgi[123]: \(json)",
      "Mon 2026-11-30 10:00:00 CET host omaha-fcgi[123]: \(logfmt)", "1796055121.688068 host omaha-fcgi[1]: \(json)",
      "[Mon Nov 30 10:00:00.1 2026] [cgi:error] [pid 1] [client 192.0.2.7:5] AH01215: \(logfmt): /usr/lib/cgi-bin/omaha-cgi",
      "2026-11-30T10:00:00.0Z stderr F \(json)", logfmt + "\n",
      // docker's json-file, and a collector of it
      try object(["log": logfmt + "\n", "stream": "stderr"]), try object(["log": json + "\n", "stream": "stderr"]),
      try object(["message": try object(["log": logfmt + "\n"])]), "pod {a} " + (try object(["log": json])),
      "2026/11/30 10:00:00 [error] 12#12: *1 FastCGI sent in stderr: \"\(logfmt)\" while reading response header from upstream, request: \"POST /v1/update/ HTTP/1.1\"",
      "\t\(logfmt)", "host\t\(logfmt)", "    MESSAGE=\(logfmt)", "nginx: request time=0.5 \(logfmt)",
      "uptime=2026-11-30T10:00:00.000Z \(logfmt)", "time=2026-11-30T10:00:00Z level=info stream=stderr \(logfmt)",
      "time=2026-11-30T10:00:00Z level=info msg=container \(logfmt)", "[\(logfmt)]",
    ] {
      #expect(try replay(line).apps.first?.reason == "offered", "\(line)")
    }
  }

  @Test("A line is read from standard input too, when it is the only one about an app")
  func standardInput() throws {
    let line = try line(Self.request("version=\"1.0\" track=\"stable\""))
    func explain(_ text: String) throws -> Run {
      let file = try shop.folder.write(text, to: "log")
      return try Program.run(
        "sh", ["-c", "exec '\(Program.omahaPkg)' explain --log - <'\(file)'"], environment: ["OMAHA_ROOT": shop.root])
    }
    let run = try explain("-- Journal begins --\ntime=2026-11-30T10:00:00.000Z level=notice msg=serving\n\(line)\n")
    #expect(run.status == 0 && run.output.contains("reason    offered: "), "\(run.output)\(run.errors)")
    let verbose = try explain("Mon 2026-11-30 10:00:00 UTC [s=1;i=2]\n    PRIORITY=6\n    MESSAGE=\(line)\n")
    #expect(verbose.status == 0 && verbose.output.contains("reason    offered: "), "\(verbose.errors)")
    let escaped = line.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    let object = "{\n\t\"_PID\" : \"12\",\n\t\"MESSAGE\" : \"\(escaped)\"\n}\n"
    let pretty = try explain(object + "{\n\t\"MESSAGE\" : \"other\"\n}\n")
    #expect(pretty.status == 0 && pretty.output.contains("reason    offered: "), "\(pretty.errors)")
    let two = try explain("\(line)\n\(line)\n")
    #expect(two.status == 64 && two.errors.contains("standard input has 2 lines of the log"), "\(two.errors)")
    #expect(two.errors.contains("`tail -n 1`"))
    #expect(try explain("").status == 64)
  }

  @Test(
    "What is no line of the log, or not about an app, is refused",
    arguments: [
      ("hello", 64, "this is no line of the log"), ("", 64, "this is no line of the log"),
      ("time=2026-11-30T10:00:00.000Z app=\"a", 64, "this is no line of the log"),
      ("time=2026-11-30T10:00:00.000Z level=notice msg=serving", 64, "the line is not about an app"),
      ("time=x app=a version=1 decision=update reason=offered", 64, "its time cannot be read: \"x\""),
      (
        "time=2026-11-30T10:00:00.000Z level=info app=a version=1.0 track=sta", 64,
        "the line is not whole: it has no decision"
      ),
      ("time=2026-11-30T10:00:00.000Z level=info app=a alias=\"my b", 64, "the line is not whole: it has no version"),
      (
        "time=2026-11-30T10:00:00.000Z level=warning status=400 error=\"line 1\"", 1,
        "the request was refused with 400: line 1"
      ),
      ("{\"a\":1}", 64, "the line is not about an app"),
      (String(repeating: "x", count: 70_000), 64, "the line is longer than 65536 bytes"),
    ])
  func refused(line: String, status: Int32, message: String) throws {
    let run = try shop.expect("explain --log", [line], exit: status)
    #expect(run.errors.contains(message), "\(run.errors)")
  }

  @Test("A value that the log has cut is told, and options that describe a machine exclude a line")
  func cut() throws {
    let line = try line(
      Self.request("version=\"1.0\" track=\"stable\" machinealias=\"\(String(repeating: "a", count: 300))\""))
    #expect(try replay(line).notes == ["alias is longer than the log shows, so the answer may be another"])
    for more in [["--version", "1.0"], ["--app", "x"], ["--fleet", "x"], ["request.xml"]] {
      try shop.expect("explain --log", [line] + more, exit: 64)
    }
  }

  @Test("Escapes of the log do not reach the terminal")
  func escapes() throws {
    let run = try shop.expect(
      "explain --log",
      [
        "time=2026-11-30T10:00:00.000Z level=info app=com.example.agent version=1.0 alias=\"\\u{1b}[31m\\u{202e}\" decision=update reason=\"\\u{7}\""
      ])
    #expect(run.output.unicodeScalars.allSatisfy { $0 == "\n" || (" "..."~").contains($0) }, "\(run.output)")
  }
}
