extension CheckIn {
  /// The fields of a record. Journal.md lists their numbers. No number is ever used again for something else.
  package enum Field: UInt64 {
    case time = 1
    case requestID, address, appID, machineID, alias, version, track, board, architecture, oem, oemVersion, bootID,
      alephVersion, platform, osVersion, client, installSource, hasUpdateCheck, hasPing, event, eventsLeftOut, group,
      decision, reason, target, release, deltaFrom, place
  }

  func write(to frames: inout FrameBuffer) {
    frames.number(.time, time)
    frames.text(.requestID, requestID)
    frames.text(.address, address)
    frames.text(.appID, appID)
    frames.text(.machineID, machineID)
    frames.text(.alias, alias)
    frames.text(.version, version)
    frames.text(.track, track)
    frames.text(.board, board)
    frames.text(.architecture, architecture)
    frames.text(.oem, oem)
    frames.text(.oemVersion, oemVersion)
    frames.text(.bootID, bootID)
    frames.text(.alephVersion, alephVersion)
    frames.text(.platform, platform)
    frames.text(.osVersion, osVersion)
    frames.text(.client, client)
    frames.text(.installSource, installSource)
    frames.number(.hasUpdateCheck, hasUpdateCheck ? 1 : 0)
    frames.number(.hasPing, hasPing ? 1 : 0)
    for event in events.prefix(Self.maximumEvents) { event.write(to: &frames) }
    frames.number(.eventsLeftOut, Int64(eventsLeftOut + max(0, events.count - Self.maximumEvents)))
    frames.text(.group, group)
    frames.text(.decision, decision)
    frames.text(.reason, reason)
    frames.text(.target, target)
    frames.text(.release, release)
    frames.text(.deltaFrom, deltaFrom)
    frames.number(.place, Int64(place))
  }

  /// Reads a record; fields that this version does not know are passed over.
  ///
  /// - Throws: when the bytes are no fields.
  init(fields body: ArraySlice<UInt8>) throws(FieldReader.Fault) {
    self.init(time: 0, appID: "")
    var reader = FieldReader(body)
    while let field = try reader.next() {
      let value = field.value
      switch Field(rawValue: field.number) {
      case .time: time = value.number
      case .requestID: requestID = value.text
      case .address: address = value.text
      case .appID: appID = value.text
      case .machineID: machineID = value.isLong ? "" : value.text
      case .alias: alias = value.text
      case .version: version = value.text
      case .track: track = value.text
      case .board: board = value.text
      case .architecture: architecture = value.text
      case .oem: oem = value.text
      case .oemVersion: oemVersion = value.text
      case .bootID: bootID = value.text
      case .alephVersion: alephVersion = value.text
      case .platform: platform = value.text
      case .osVersion: osVersion = value.text
      case .client: client = value.text
      case .installSource: installSource = value.text
      case .hasUpdateCheck: hasUpdateCheck = value.number != 0
      case .hasPing: hasPing = value.number != 0
      case .event:
        guard case .bytes(let bytes) = value else { continue }
        let event = try Event(fields: bytes)
        if events.count < Self.maximumEvents { events.append(event) } else { eventsLeftOut += 1 }
      case .eventsLeftOut: eventsLeftOut += Int(clamping: max(0, min(value.number, 1 << 32)))
      case .group: group = value.text
      case .decision: decision = value.text
      case .reason: reason = value.text
      case .target: target = value.text
      case .release: release = value.text
      case .deltaFrom: deltaFrom = value.text
      case .place: place = Int(clamping: max(0, value.number))
      case nil: break
      }
    }
  }
}

extension CheckIn.Event {
  /// The fields of an event. Journal.md lists their numbers too.
  package enum Field: UInt64 {
    case type = 1
    case result, errorCode, extraCode, previousVersion, nextVersion, downloaded, total, downloadTime
  }

  fileprivate func write(to frames: inout FrameBuffer) {
    frames.beginEvent()
    frames.number(.type, type)
    frames.number(.result, result)
    frames.number(.errorCode, errorCode)
    frames.number(.extraCode, extraCode)
    frames.text(.previousVersion, previousVersion)
    frames.text(.nextVersion, nextVersion)
    frames.number(.downloaded, downloaded)
    frames.number(.total, total)
    frames.number(.downloadTime, downloadTime)
    frames.endEvent()
  }

  fileprivate init(fields body: ArraySlice<UInt8>) throws(FieldReader.Fault) {
    self.init(type: 0, result: 0)
    var reader = FieldReader(body)
    while let field = try reader.next() {
      let value = field.value
      switch Field(rawValue: field.number) {
      case .type: type = value.signed
      case .result: result = value.signed
      case .errorCode: errorCode = value.signed
      case .extraCode: extraCode = value.signed
      case .previousVersion: previousVersion = value.text
      case .nextVersion: nextVersion = value.text
      case .downloaded: downloaded = value.signed
      case .total: total = value.signed
      case .downloadTime: downloadTime = value.signed
      case nil: break
      }
    }
  }
}

extension CheckIn {
  /// What is kept of a text.
  static func bounded(_ text: String) -> String {
    let count = unsafe text.utf8.span.withUnsafeBufferPointer { unsafe boundedCount($0) }
    return String(decoding: text.utf8.prefix(count), as: UTF8.self)
  }

  /// How many bytes of a text are kept: whole characters of at most ``maximumTextLength`` bytes.
  static func boundedCount(_ utf8: UnsafeBufferPointer<UInt8>) -> Int {
    guard utf8.count > maximumTextLength else { return utf8.count }
    var end = maximumTextLength
    while end > 0, unsafe utf8[end] & 0xC0 == 0x80 { end -= 1 }
    return end
  }
}
