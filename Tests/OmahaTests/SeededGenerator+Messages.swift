import Omaha
import TestSupport

extension SeededGenerator {
  /// Any request that the protocol can carry.
  mutating func request() -> Request {
    let hasOS = flag()
    let hasHardware = flag()
    return Request(
      protocolVersion: flag() ? "3.0" : "3.1", version: maybeText(), updaterVersion: maybeText(),
      installSource: maybeText(), isMachine: maybeFlag(), requestID: maybeText(), sessionID: maybeText(),
      testSource: maybeText(), userID: maybeText(), dedup: maybeText(),
      os: hasOS
        ? OperatingSystem(
          platform: maybeText(), version: maybeText(), servicePack: maybeText(), architecture: maybeText()) : nil,
      hardware: hasHardware ? attributes() : nil, apps: (0..<count(1...4)).map { _ in requestApp() })
  }

  /// Any response that the protocol can carry.
  mutating func response() -> Response {
    let hasDaystart = flag()
    return Response(
      protocolVersion: text(), server: maybeText(),
      daystart: hasDaystart ? Daystart(elapsedSeconds: maybeNumber(), elapsedDays: maybeNumber()) : nil,
      apps: (0..<count(0...4)).map { _ in responseApp() })
  }

  private mutating func requestApp() -> Request.App {
    let hasPing = flag()
    let hasUpdateCheck = flag()
    return Request.App(
      appID: text(), version: maybeText(), nextVersion: maybeText(), track: maybeText(), fromTrack: maybeText(),
      bootID: maybeText(), oem: maybeText(), oemVersion: maybeText(), alephVersion: maybeText(),
      machineID: maybeText(), machineAlias: maybeText(), language: maybeText(), board: maybeText(),
      hardwareClass: maybeText(), deltaOK: maybeFlag(), multiManifestOK: maybeFlag(), client: maybeText(),
      brand: maybeText(),
      installAge: maybeNumber(), installDate: maybeNumber(), cohort: maybeText(), cohortHint: maybeText(),
      cohortName: maybeText(), releaseChannel: maybeText(), additionalParameters: maybeText(),
      ping: hasPing ? ping() : nil, updateCheck: hasUpdateCheck ? updateCheck() : nil,
      events: (0..<count(0...3)).map { _ in event() })
  }

  private mutating func ping() -> Ping {
    Ping(
      active: maybeFlag().map { $0 ? 1 : 0 }, daysSinceActive: maybeNumber(from: -1),
      daysSinceRollCall: maybeNumber(from: -1), activeDay: maybeNumber(from: -2), rollCallDay: maybeNumber(from: -2),
      freshness: maybeText())
  }

  private mutating func updateCheck() -> UpdateCheck {
    let prefixes = ["", "1", "1.2.", "55.2$", "1.2.3-beta", "99999999999999999999."]
    return UpdateCheck(
      targetVersionPrefix: flag() ? TargetVersionPrefix(prefixes.random(using: &self)) : nil,
      rollbackAllowed: maybeFlag(), updateDisabled: maybeFlag(), sameVersionUpdate: maybeFlag(),
      releaseChannel: maybeText())
  }

  private mutating func event() -> Event {
    Event(
      type: maybeCode().map { EventType(rawValue: $0) }, result: maybeCode().map { EventResult(rawValue: $0) },
      errorCode: maybeCode().map { ErrorCode(rawValue: $0) }, extraCode1: maybeNumber(),
      previousVersion: maybeText(), nextVersion: maybeText(), downloadTime: maybeNumber(),
      downloaded: maybeNumber(), total: maybeNumber(), updateCheckTime: maybeNumber(), installTime: maybeNumber(),
      sourceURLIndex: maybeNumber(), stateCancelled: maybeNumber(), timeSinceUpdateAvailable: maybeNumber(),
      timeSinceDownloadStart: maybeNumber())
  }

  private mutating func responseApp() -> Response.App {
    let hasPing = flag()
    let hasUpdateCheck = flag()
    return Response.App(
      appID: text(), status: AppStatus(rawValue: text()), cohort: maybeText(), cohortHint: maybeText(),
      cohortName: maybeText(), ping: hasPing ? PingStatus(rawValue: text()) : nil,
      updateCheck: hasUpdateCheck ? updateCheckResult() : nil,
      events: (0..<count(0...3)).map { _ in EventStatus(rawValue: text()) })
  }

  private mutating func updateCheckResult() -> UpdateCheckResult {
    UpdateCheckResult(
      status: UpdateCheckStatus(rawValue: text()), pollInterval: maybeNumber(),
      codebases: (0..<count(0...3)).map { _ in text() }, manifests: (0..<count(0...2)).map { _ in manifest() },
      attributes: attributes())
  }

  private mutating func manifest() -> Manifest {
    Manifest(
      version: text(),
      packages: (0..<count(0...2)).map { _ in
        Package(
          name: text(), size: next() >> UInt64(count(0...63)), sha1: maybeText(), sha256: maybeText(),
          isRequired: flag(), attributes: attributes())
      },
      actions: (0..<count(0...2)).map { _ in Action(event: text(), attributes: attributes()) },
      attributes: attributes())
  }

  private mutating func attributes() -> [Attribute] {
    let names = ["a", "_signedin", "x-1", "y.2", "Größe", "xml:lang", "other:name", "DisablePayloadBackoff"]
    return names.filter { _ in flag() }.shuffled(using: &self).map { Attribute(name: $0, value: text()) }
  }

  /// Text with everything that is awkward in XML, and now and then of the greatest length.
  private mutating func text() -> String {
    if count(0...199) == 0 { return String(repeating: "&", count: 1_024) }
    let scalars: [Unicode.Scalar] = [
      "a", "Z", "0", " ", "\"", "'", "<", ">", "&", ";", "#", "]", "\t", "\n", "\r", "\u{7F}", "\u{85}", "\u{A0}",
      "\u{E9}", "e", "\u{301}", "\u{2028}", "\u{D7FF}", "\u{E000}", "\u{FEFF}", "\u{FFFD}", "\u{1F980}", "\u{200D}",
      "\u{1F3FD}", "\u{10FFFF}",
    ]
    var text = String.UnicodeScalarView()
    for _ in 0..<count(0...12) { text.append(scalars.random(using: &self)) }
    return String(text)
  }

  private mutating func maybeText() -> String? { flag() ? text() : nil }

  private mutating func flag() -> Bool { Bool.random(using: &self) }

  private mutating func maybeFlag() -> Bool? { flag() ? flag() : nil }

  private mutating func count(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

  /// Numbers of every length and both signs, the extremes included.
  private mutating func maybeNumber(from least: Int64) -> Int64? { maybeNumber().map { max($0, least) } }

  private mutating func maybeNumber() -> Int64? {
    guard flag() else { return nil }
    return flag() ? [Int64.min, .max, 0, -1, 1].random(using: &self) : Int64(bitPattern: next()) >> count(0...63)
  }

  private mutating func maybeCode() -> Int? { maybeNumber().map { Int($0) } }
}
