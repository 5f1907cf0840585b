internal import Journal
internal import Omaha

extension JSONLine {
  /// A check-in: every key that has something to say.
  init(_ checkIn: CheckIn) {
    add("time", Self.time(checkIn.time))
    add("request", checkIn.requestID)
    add("place", Int64(checkIn.place))
    add("address", checkIn.address)
    add("app", checkIn.appID)
    add("machine", checkIn.machineID)
    add("alias", checkIn.alias)
    add("version", checkIn.version)
    add("track", checkIn.track)
    add("board", checkIn.board)
    add("arch", checkIn.architecture)
    add("oem", checkIn.oem)
    add("oemVersion", checkIn.oemVersion)
    add("bootID", checkIn.bootID)
    add("alephVersion", checkIn.alephVersion)
    add("platform", checkIn.platform)
    add("osVersion", checkIn.osVersion)
    add("client", checkIn.client)
    add("installSource", checkIn.installSource)
    add("updateCheck", checkIn.hasUpdateCheck)
    add("ping", checkIn.hasPing)
    add("events", checkIn.events.map { JSONLine($0) })
    add("eventsLeftOut", Int64(checkIn.eventsLeftOut))
    add("group", checkIn.group)
    add("decision", checkIn.decision)
    add("reason", checkIn.reason)
    add("target", checkIn.target)
    add("release", checkIn.release)
    add("deltaFrom", checkIn.deltaFrom)
  }

  private init(_ event: CheckIn.Event) {
    // Type and result are always told: 0 is one of each.
    addAlways("type", event.type)
    addAlways("result", event.result)
    add("errorCode", event.errorCode)
    add("extraCode", event.extraCode)
    add("previousVersion", event.previousVersion)
    add("nextVersion", event.nextVersion)
    add("downloaded", event.downloaded)
    add("total", event.total)
    add("downloadTime", event.downloadTime)
  }

  /// RFC 3339 in UTC, with milliseconds: `2026-11-23T10:00:00.123Z`.
  private static func time(_ milliseconds: Int64) -> String {
    let (seconds, rest) = milliseconds.quotientAndRemainder(dividingBy: 1_000)
    let second = Timestamp(seconds: rest < 0 ? seconds - 1 : seconds)
    let fraction = String(rest < 0 ? rest + 1_000 : rest)
    return "\(second)".dropLast() + "." + String(repeating: "0", count: 3 - fraction.utf8.count) + fraction + "Z"
  }
}
