import Omaha
import Testing

@Suite("Codes")
struct CodesTests {
  @Test(
    "event types have the protocol's names",
    arguments: [
      (0, "unknown"), (1, "download complete"), (2, "install complete"), (3, "update complete"), (4, "uninstall"),
      (5, "download started"), (6, "install started"), (9, "new application install started"), (10, "setup started"),
      (11, "setup finished"), (12, "update application started"), (13, "update download started"),
      (14, "update download finished"), (15, "update installer started"), (16, "setup update begin"),
      (17, "setup update complete"), (20, "register product complete"), (30, "OEM install first check"),
      (40, "app command started"), (41, "app command ended"), (54, "rebooted"), (100, "setup failure"),
      (102, "COM server failure"), (103, "setup update failure"), (800, "installed, kept from completing"),
    ])
  func eventTypes(_ number: Int, _ name: String) {
    #expect(EventType(rawValue: number).name == name)
    #expect(EventType(rawValue: number).description == name)
  }

  @Test("other event types keep their number", arguments: [-1, 7, 8, 18, 99, 101, 801, Int.max, Int.min])
  func unknownEventTypes(_ number: Int) {
    #expect(EventType(rawValue: number).rawValue == number)
    #expect(EventType(rawValue: number).name == nil)
    #expect(EventType(rawValue: number).description == "event type \(number)")
  }

  @Test("event results have the protocol's names")
  func eventResults() {
    let names = [
      "error", "success", "success reboot", "success restart browser", "cancelled", "error installer MSI",
      "error installer other", "noupdate", "error installer system", "update deferred", "handoff error",
    ]
    #expect((0...10).map { EventResult(rawValue: $0).name } == names)
    #expect(EventResult(rawValue: 11).name == nil)
    #expect(EventResult(rawValue: -1).description == "event result -1")
  }

  /// The exit codes of update_engine of CoreOS and Flatcar.
  private static let names = [
    "success", "error", "request error", "response handler error", "filesystem copier error", "postinstall error",
    "set bootable flag error", "install device open error", "kernel device open error", "download transfer error",
    "payload hash mismatch", "payload size mismatch", "payload verification error", "new partition info error",
    "download write error", "new rootfs verification error", "new kernel verification error",
    "signed delta payload expected", "payload public-key verification error", "booted from firmware B",
    "download state initialization error", "invalid metadata magic", "signature missing in manifest",
    "manifest parse error", "metadata signature error", "metadata signature verification error",
    "metadata signature mismatch", "operation hash verification error", "operation execution error",
    "operation hash mismatch", "empty response", "response XML parse error", "invalid metadata size",
    "invalid metadata signature", "response invalid", "ignored per policy", "deferred per policy",
    "error in HTTP response", "operation hash missing", "metadata signature missing", "deferred for backoff",
    "postinstall powerwash", "PCR policy verification error", "PCR policy HTTP error", "rolled back",
  ]

  @Test("error codes have the names of CoreOS's update_engine, which ends at 44")
  func errorCodes() {
    #expect((0...44).map { ErrorCode(rawValue: $0).name } == Self.names)
    #expect((45...56).allSatisfy { ErrorCode(rawValue: $0).name == nil })
  }

  @Test("ChromeOS's error codes differ at 6 and 42 to 44, and go on to 56")
  func chromeOSErrorCodes() {
    let own = [
      6: "payload of another type", 42: "cancelled by a change of channel", 43: "read-only firmware not updatable",
      44: "unsupported major payload version", 45: "unsupported minor payload version",
      46: "entity declaration in the response", 47: "filesystem verification error", 48: "cancelled by the user",
      49: "not critical, and the machine is not set up", 50: "ignored over a cellular connection",
      51: "payload timestamp error", 52: "updated but not active", 53: "no update", 54: "rollback not possible",
      55: "first active ping not recorded", 56: "verity calculation error",
    ]
    for code in 0...56 {
      #expect(ErrorCode(rawValue: code).name(in: .chromeOS) == own[code] ?? Self.names[code], "\(code)")
    }
    #expect(ErrorCode(rawValue: 57).name(in: .chromeOS) == nil)
    #expect(
      ErrorCode(rawValue: -1_342_177_236).description(in: .chromeOS)
        == "unsupported major payload version, non-production URL, development image, developer mode")
  }

  @Test(
    "2000 and more are the server's HTTP status",
    arguments: [
      (2000, "no HTTP answer", nil), (2001, "the server answered HTTP 1", 1),
      (2404, "the server answered HTTP 404", 404),
      (2998, "the server answered HTTP 998", 998), (2999, "the server answered with an odd HTTP status", nil),
      (1999, nil, nil), (3000, nil, nil), (0x1000_0000 | 2503, "the server answered HTTP 503", 503),
    ] as [(Int, String?, Int?)])
  func httpStatus(_ number: Int, _ name: String?, _ status: Int?) {
    for family in [ClientFamily.updateEngine, .chromeOS] {
      #expect(ErrorCode(rawValue: number).name(in: family) == name)
    }
    #expect(ErrorCode(rawValue: number).httpStatus == status)
  }

  @Test(
    "error codes carry flags, the highest of which makes them negative",
    arguments: [
      (0x7000_0000 | 9, 9, "download transfer error, non-production URL, development image, resumed"),
      (0x4000_0000 | 77, 77, "error code 77, resumed"), (268_435_466, 10, "payload hash mismatch, non-production URL"),
      (-2_147_483_638, 10, "payload hash mismatch, developer mode"),
      (0x8000_000A, 10, "payload hash mismatch, developer mode"),
      (-268_435_447, 9, "download transfer error, non-production URL, development image, resumed, developer mode"),
      (-2_147_481_145, 2503, "the server answered HTTP 503, developer mode"),
    ])
  func errorFlags(_ number: Int, _ code: Int, _ description: String) {
    #expect(ErrorCode(rawValue: number).code == code)
    #expect(ErrorCode(rawValue: number).rawValue == number)
    #expect(ErrorCode(rawValue: number).description == description)
  }

  @Test(
    "error codes of other clients are kept",
    arguments: [
      // 0x80040810, 0x80070005, E_ABORT (0x80004004), and the same without a sign.
      -2_147_219_440, -2_147_024_891, -2_147_467_260, 0x8004_0810, -1, -44, 45, 3000, 0x1_0000_000A, Int.min, Int.max,
    ])
  func otherErrorCodes(_ number: Int) {
    let code = ErrorCode(rawValue: number)
    #expect(code.rawValue == number)
    #expect(code.code == number)
    #expect(code.flags.isEmpty)
    #expect(code.name == nil)
    #expect(code.description == "error code \(number)")
  }

  @Test(
    "the platform tells whose codes they are",
    arguments: [
      ("CoreOS", .updateEngine), ("", .updateEngine), (nil, .updateEngine), ("reMarkable2", .updateEngine),
      ("Chrome OS", .chromeOS), ("ChromeOS", .chromeOS), ("chromeos", .chromeOS), ("Android", .chromeOS),
      ("win", .other), ("Mac OS X", .other), ("mac", .other), ("windows CE", .updateEngine),
    ] as [(String?, ClientFamily)])
  func families(platform: String?, family: ClientFamily) {
    let app = Request.App(appID: "a", version: "1")
    #expect(Request(os: OperatingSystem(platform: platform), apps: [app]).clientFamily == family)
    #expect(Request(apps: [app]).clientFamily == .updateEngine)
    // Windows's numbers are no exit codes of update_engine.
    #expect(ErrorCode(rawValue: 10).name(in: .other) == nil)
    #expect(ErrorCode(rawValue: 0x4000_000A).description(in: .other) == "error code 1073741834")
  }

  @Test(
    "3/2 is a reboot into the new version only when the version before differs",
    arguments: [
      ("3510.2.0", "3815.2.0", .rebooted), ("", "3815.2.0", .ordinary), (nil, "3815.2.0", .ordinary),
      ("0.0.0.0", "3815.2.0", .first), ("3815.2.0", "3815.2.0", .fellBack), ("0.0.0.0", "0.0.0.0", .first),
      ("4799.0.0+nightly-1", "4799.0.0+nightly-2", .rebooted), ("x", "3815.2.0", .rebooted),
    ] as [(String?, String, Event.CheckIn)])
  func checkIn(previous: String?, version: String, expected: Event.CheckIn) {
    let event = Event(type: .updateComplete, result: .successReboot, previousVersion: previous)
    #expect(event.checkIn(running: version) == expected)
    for (type, result) in [(3, 0), (3, 1), (3, 9), (2, 2), (54, 2)] {
      let other = Event(
        type: EventType(rawValue: type), result: EventResult(rawValue: result), previousVersion: previous)
      #expect(other.checkIn(running: version) == nil)
    }
    #expect(Event(type: nil, result: nil).checkIn(running: version) == nil)
  }

  @Test("statuses are spelled as the protocol spells them")
  func statuses() {
    let apps: [AppStatus] = [.ok, .restricted, .unknownApplication, .invalidAppID, .invalidVersion, .internalError]
    #expect(
      apps.map(\.rawValue) == [
        "ok", "restricted", "error-unknownApplication", "error-invalidAppId", "error-invalidVersion", "error-internal",
      ])
    let checks: [UpdateCheckStatus] = [
      .ok, .noUpdate, .osNotSupported, .hardwareNotSupported, .unsupportedProtocol, .pluginRestrictedHost, .hash,
      .internalError,
    ]
    #expect(
      checks.map(\.rawValue) == [
        "ok", "noupdate", "error-osnotsupported", "error-hwnotsupported", "error-unsupportedProtocol",
        "error-pluginRestrictedHost", "error-hash", "error-internal",
      ])
  }
}
