@testable import Journal

extension CheckIn {
  /// A check-in that is told from others by its number.
  static func numbered(_ number: Int, events: [Event] = []) -> CheckIn {
    var checkIn = CheckIn(time: 1_795_428_000_000 + Int64(number), appID: "com.example.agent")
    checkIn.requestID = "request-\(number)"
    checkIn.machineID = "machine-\(number)"
    checkIn.hasUpdateCheck = true
    checkIn.events = events
    return checkIn
  }

  /// A check-in of which every field is told.
  static let full: CheckIn = {
    var checkIn = CheckIn(time: 1_795_428_000_123, appID: "{E96281A6-D1AF-4BDE-9A0A-97B76E56DC57}")
    checkIn.requestID = "9ddf91dc6afa71067fda688fffba78f3"
    checkIn.address = "2001:db8::7"
    checkIn.installSource = "ondemandupdate"
    checkIn.client = "update_engine-0.4.10"
    checkIn.machineID = "abce671d61774703ac7be60715220bfe"
    checkIn.alias = "Küche \"3\"\n\u{202E}"
    checkIn.version = "3510.2.0"
    checkIn.track = "stable"
    checkIn.board = "amd64-usr"
    checkIn.architecture = "amd64"
    checkIn.oem = "azure"
    checkIn.oemVersion = "2.9.1"
    checkIn.bootID = "{d0a4ac0c-b4ac-4d6f-9c4b-6f2f0c7d9a3e}"
    checkIn.alephVersion = "3033.2.0"
    checkIn.platform = "CoreOS"
    checkIn.osVersion = "Chateau"
    checkIn.hasUpdateCheck = true
    checkIn.hasPing = true
    var event = Event(type: 3, result: 0)
    event.errorCode = -2_147_483_638
    event.extraCode = 7
    event.previousVersion = "3374.2.0"
    event.nextVersion = "3815.2.0"
    event.downloaded = 1
    event.total = 428_472_000_000
    event.downloadTime = -1
    checkIn.events = [event, Event(type: 777, result: 9)]
    checkIn.eventsLeftOut = 3
    checkIn.group = "fleet"
    checkIn.decision = "update"
    checkIn.reason = "offered"
    checkIn.target = "3815.2.0"
    checkIn.release = "3760.2.0"
    checkIn.deltaFrom = "3510.2.0"
    return checkIn
  }()
}

/// Frames as an array.
func frames(_ checkIns: [CheckIn], named name: SegmentName? = nil) -> [UInt8] {
  var buffer = FrameBuffer()
  if let name { buffer.append(name) }
  for checkIn in checkIns { buffer.append(checkIn) }
  return unsafe buffer.withUnsafeBytes { unsafe [UInt8]($0) }
}
