/// The fields of a record. Journal.md lists their numbers. No number is ever used again for something else.
extension CheckIn {
  func write(to writer: inout FieldWriter) {
    writer.number(1, time)
    writer.text(2, requestID)
    writer.text(3, address)
    writer.text(4, appID)
    if machineID.utf8.count <= Self.maximumTextLength { writer.text(5, machineID) }
    writer.text(6, alias)
    writer.text(7, version)
    writer.text(8, track)
    writer.text(9, board)
    writer.text(10, architecture)
    writer.text(11, oem)
    writer.text(12, oemVersion)
    writer.text(13, bootID)
    writer.text(14, alephVersion)
    writer.text(15, platform)
    writer.text(16, osVersion)
    writer.text(17, client)
    writer.text(18, installSource)
    writer.number(19, hasUpdateCheck ? 1 : 0)
    writer.number(20, hasPing ? 1 : 0)
    for event in events.prefix(Self.maximumEvents) {
      writer.header(21, count: event.size)
      event.write(to: &writer)
    }
    writer.number(22, Int64(eventsLeftOut + max(0, events.count - Self.maximumEvents)))
    writer.text(23, group)
    writer.text(24, decision)
    writer.text(25, reason)
    writer.text(26, target)
    writer.text(27, release)
    writer.text(28, deltaFrom)
  }

  /// Reads a record; fields that this version does not know are passed over.
  ///
  /// - Throws: when the bytes are no fields.
  init(fields body: ArraySlice<UInt8>) throws(FieldReader.Fault) {
    self.init(time: 0, appID: "")
    var reader = FieldReader(body)
    while let field = try reader.next() {
      let value = field.value
      switch field.number {
      case 1: time = value.number
      case 2: requestID = value.text
      case 3: address = value.text
      case 4: appID = value.text
      case 5: machineID = value.isLong ? "" : value.text
      case 6: alias = value.text
      case 7: version = value.text
      case 8: track = value.text
      case 9: board = value.text
      case 10: architecture = value.text
      case 11: oem = value.text
      case 12: oemVersion = value.text
      case 13: bootID = value.text
      case 14: alephVersion = value.text
      case 15: platform = value.text
      case 16: osVersion = value.text
      case 17: client = value.text
      case 18: installSource = value.text
      case 19: hasUpdateCheck = value.number != 0
      case 20: hasPing = value.number != 0
      case 21:
        guard case .bytes(let bytes) = value else { continue }
        let event = try Event(fields: bytes)
        if events.count < Self.maximumEvents { events.append(event) } else { eventsLeftOut += 1 }
      case 22: eventsLeftOut += Int(clamping: max(0, min(value.number, 1 << 32)))
      case 23: group = value.text
      case 24: decision = value.text
      case 25: reason = value.text
      case 26: target = value.text
      case 27: release = value.text
      case 28: deltaFrom = value.text
      default: break
      }
    }
  }
}

extension CheckIn.Event {
  fileprivate var size: Int {
    FieldWriter.size(1, signed: type) + FieldWriter.size(2, signed: result) + FieldWriter.size(3, signed: errorCode)
      + FieldWriter.size(4, signed: extraCode) + FieldWriter.size(5, previousVersion)
      + FieldWriter.size(6, nextVersion) + FieldWriter.size(7, signed: downloaded)
      + FieldWriter.size(8, signed: total) + FieldWriter.size(9, signed: downloadTime)
  }

  fileprivate func write(to writer: inout FieldWriter) {
    writer.signed(1, type)
    writer.signed(2, result)
    writer.signed(3, errorCode)
    writer.signed(4, extraCode)
    writer.text(5, previousVersion)
    writer.text(6, nextVersion)
    writer.signed(7, downloaded)
    writer.signed(8, total)
    writer.signed(9, downloadTime)
  }

  fileprivate init(fields body: ArraySlice<UInt8>) throws(FieldReader.Fault) {
    self.init(type: 0, result: 0)
    var reader = FieldReader(body)
    while let field = try reader.next() {
      let value = field.value
      switch field.number {
      case 1: type = value.signed
      case 2: result = value.signed
      case 3: errorCode = value.signed
      case 4: extraCode = value.signed
      case 5: previousVersion = value.text
      case 6: nextVersion = value.text
      case 7: downloaded = value.signed
      case 8: total = value.signed
      case 9: downloadTime = value.signed
      default: break
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
