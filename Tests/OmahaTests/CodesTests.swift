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
      (102, "COM server failure"), (103, "setup update failure"), (800, "installed"),
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

  @Test(
    "error codes have update_engine's names",
    arguments: [
      (0, "success"), (1, "error"), (5, "postinstall error"), (9, "download transfer error"),
      (10, "payload hash mismatch"), (12, "payload verification error"), (17, "signed delta payload expected"),
      (18, "payload public-key verification error"), (20, "download state initialization error"),
      (26, "metadata signature mismatch"), (29, "operation hash mismatch"), (30, "empty response"),
      (31, "response XML parse error"), (34, "response invalid"), (37, "error in HTTP response"),
      (40, "deferred for backoff"), (43, "PCR policy HTTP error"), (44, "rolled back"), (2404, "HTTP status 404"),
    ])
  func errorCodes(_ number: Int, _ name: String) {
    #expect(ErrorCode(rawValue: number).name == name)
  }

  @Test("error codes carry flags")
  func errorFlags() {
    let code = ErrorCode(rawValue: 0x7000_0000 | 9)
    #expect(code.code == 9)
    #expect(code.flags == [.nonProductionURL, .developmentImage, .resumed])
    #expect(code.description == "download transfer error, non-production URL, development image, resumed")
    #expect(ErrorCode(rawValue: 0x1000_0000 | 2503).description == "HTTP status 503, non-production URL")
    #expect(ErrorCode(rawValue: 0x4000_0000 | 77).description == "error code 77, resumed")
  }

  @Test("error codes of other clients are kept", arguments: [-2_147_219_440, -1, 45, 2000, 3000, 0x8000_0001, Int.min])
  func otherErrorCodes(_ number: Int) {
    let code = ErrorCode(rawValue: number)
    #expect(code.rawValue == number)
    #expect(code.code == number)
    #expect(code.flags.isEmpty)
    #expect(code.name == nil)
    #expect(code.description == "error code \(number)")
  }
}
