import FastCGI
import Gateway
import Testing

@testable import omaha_fcgi

struct OptionsTests {
  private func read(_ arguments: String..., environment: [String: String] = [:]) throws -> Options.Request {
    try Options.read(arguments, environment: { environment[$0] })
  }

  @Test("Without arguments the defaults are served on the inherited socket")
  func defaults() throws {
    guard case .serve(let options) = try read() else { return #expect(Bool(false)) }
    #expect(options == Options())
    #expect(options.root == "/var/lib/omaha")
    #expect(options.address == nil)
    #expect(options.access.mode == 0o660)
  }

  @Test("Options take their values behind a space or an equals sign")
  func values() throws {
    var expected = Options()
    expected.root = "/srv"
    expected.address = .path("/run/s")
    expected.access.mode = 0o666
    expected.access.owner = "omaha"
    expected.access.group = "33"
    expected.threads = 8
    expected.baseURL = "https://u.example/a=b"
    expected.fleet = "/var/fleet"
    expected.logFormat = .json
    #expect(
      try read(
        "--root", "/srv", "--socket=/run/s", "--socket-mode", "0666", "--socket-owner=omaha", "--socket-group", "33",
        "--threads=8", "--base-url=https://u.example/a=b", "--fleet", "/var/fleet",
        "--log-format", "json") == .serve(expected))
  }

  @Test("An inherited socket can be this process's alone")
  func exclusive() throws {
    var expected = Options()
    expected.isExclusive = true
    expected.root = "/srv"
    #expect(try read("--exclusive", "--root", "/srv") == .serve(expected))
  }

  @Test("The environment counts where the command line says nothing")
  func environment() throws {
    var expected = Options()
    expected.root = "/cli"
    expected.baseURL = "http://env"
    expected.fleet = "/env/fleet"
    expected.logFormat = .json
    let environment = [
      "OMAHA_ROOT": "/env", "OMAHA_BASE_URL": "http://env", "OMAHA_FLEET": "/env/fleet", "OMAHA_LOG_FORMAT": "json",
    ]
    #expect(try read("--root", "/cli", environment: environment) == .serve(expected))
    #expect(throws: Options.Fault(description: "OMAHA_LOG_FORMAT is neither logfmt nor json: xml")) {
      try read(environment: ["OMAHA_LOG_FORMAT": "xml"])
    }
    expected.logFormat = .logfmt
    #expect(try read("--root", "/cli", "--log-format=logfmt", environment: environment) == .serve(expected))
    #expect(
      try read(environment: ["OMAHA_ROOT": "", "OMAHA_FLEET": "", "OMAHA_FLEET_ADDRESSES": ""]) == .serve(Options()))
  }

  @Test("Addresses are kept unless the option or the environment says otherwise")
  func addresses() throws {
    var expected = Options()
    #expect(try read(environment: ["OMAHA_FLEET_ADDRESSES": "yes"]) == .serve(expected))
    expected.keepsAddresses = false
    #expect(try read(environment: ["OMAHA_FLEET_ADDRESSES": "no"]) == .serve(expected))
    #expect(try read("--no-addresses", environment: ["OMAHA_FLEET_ADDRESSES": "yes"]) == .serve(expected))
    #expect(throws: Options.Fault(description: "OMAHA_FLEET_ADDRESSES is neither yes nor no: NO")) {
      try read(environment: ["OMAHA_FLEET_ADDRESSES": "NO"])
    }
  }

  @Test("Help and version are answered whatever stands beside them")
  func help() throws {
    #expect(try read("--help") == .help)
    #expect(try read("--root", "/x", "-h") == .help)
    #expect(try read("--version") == .version)
  }

  @Test(
    "A command line that cannot be followed is refused with its fault",
    arguments: [
      (["--frobnicate"], "unknown option --frobnicate"), (["--frobnicate=1"], "unknown option --frobnicate"),
      (["--exclusive=1"], "unknown option --exclusive"),
      (["--exclusive", "--exclusive"], "--exclusive is given twice"),
      (["--no-addresses", "--no-addresses"], "--no-addresses is given twice"),
      (["--no-addresses=no"], "unknown option --no-addresses"),
      (["--exclusive", "--socket", "/s"], "--exclusive is for an inherited socket, not with --socket"),
      (["serve"], "unexpected argument serve"), (["--root"], "--root needs a value"),
      (["--root="], "--root needs a value"), (["--root", "/a", "--root", "/b"], "--root is given twice"),
      (["--threads", "0"], "--threads is not a number from 1 to 1024: 0"),
      (["--threads", "many"], "--threads is not a number from 1 to 1024: many"),
      (["--socket", "host:99999"], "--socket is neither a path nor HOST:PORT: host:99999"),
      (["--socket", "/s", "--socket-mode", "9"], "--socket-mode is not an octal mode like 0660: 9"),
      (["--socket", "/s", "--socket-mode", "7777"], "--socket-mode is not an octal mode like 0660: 7777"),
      (["--socket-mode", "0660"], "--socket-mode needs --socket with a path"),
      (["--socket", "[::1]:1", "--socket-group", "g"], "--socket-group needs --socket with a path"),
    ])
  func faults(arguments: [String], fault: String) {
    #expect(throws: Options.Fault(description: fault)) { try Options.read(arguments, environment: { _ in nil }) }
  }
}
