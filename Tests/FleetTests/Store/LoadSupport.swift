import Foundation
import Journal
import SQL
import TestDatabases

@testable import Fleet

/// 2026-11-23T10:00:00Z in milliseconds.
let start: Int64 = 1_795_428_000_000
let day: Int64 = 86_400_000

extension CheckIn {
  /// A check of a machine that is up to date.
  static func check(_ machine: String, app: String = "com.example.agent", request: String = "", at time: Int64 = start)
    -> CheckIn
  {
    var checkIn = CheckIn(time: time, appID: app)
    checkIn.machineID = machine
    checkIn.requestID = request
    checkIn.version = "1.0"
    checkIn.hasUpdateCheck = true
    checkIn.group = "fleet"
    checkIn.decision = "noupdate"
    checkIn.reason = "up-to-date"
    checkIn.target = "1.0"
    return checkIn
  }

  /// Whatever a machine may do, from a source of numbers.
  static func any(_ random: inout some RandomNumberGenerator, at time: Int64) -> CheckIn {
    var checkIn = check("machine-\(Int.random(in: 0..<40, using: &random))", at: time)
    checkIn.appID = ["com.example.agent", "{COM.EXAMPLE.OTHER}", "no app!"].randomElement(using: &random) ?? ""
    if Int.random(in: 0..<9, using: &random) == 0 { checkIn.machineID = "" }
    checkIn.requestID = "r\(Int.random(in: 0..<5_000, using: &random))"
    checkIn.version = ["1.0", "2.0", "3.0"].randomElement(using: &random) ?? ""
    checkIn.group = ["fleet", "canary"].randomElement(using: &random) ?? ""
    checkIn.bootID = ["b1", "b2", "b3"].randomElement(using: &random) ?? ""
    checkIn.hasUpdateCheck = Bool.random(using: &random)
    (checkIn.decision, checkIn.reason) =
      [("update", "offered"), ("noupdate", "up-to-date"), ("noupdate", "rollout-pending"), ("error", "unknown-app")]
      .randomElement(using: &random) ?? ("", "")
    checkIn.target = "3.0"
    checkIn.release = checkIn.decision == "update" ? "3.0" : ""
    let kinds: [(Int64, Int64, Int64)] = [
      (13, 1, 0), (14, 1, 0), (3, 1, 0), (3, 2, 0), (3, 0, 37), (3, 0, 44), (-1, .min, .max),
    ]
    for _ in 0..<Int.random(in: 0..<3, using: &random) {
      let kind = kinds.randomElement(using: &random) ?? (0, 0, 0)
      var event = Event(type: kind.0, result: kind.1)
      event.errorCode = kind.2
      checkIn.events.append(event)
    }
    return checkIn
  }
}

/// A source of numbers that gives the same ones every time (SplitMix64).
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

extension JournalBatch {
  /// A batch of one segment.
  init(_ checkIns: [CheckIn]) {
    self.init()
    guard let segment = SegmentName("1795428000123-4711-9f3a61c2d4e5f607.journal") else { return }
    for (index, checkIn) in checkIns.enumerated() { append(checkIn, of: segment, to: index + 1) }
  }
}
