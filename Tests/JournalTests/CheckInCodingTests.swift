import Testing

@testable import Journal

struct CheckInCodingTests {
  /// A record's fields, without the frame.
  private func fields(_ checkIn: CheckIn) -> [UInt8] {
    Array(frames([checkIn]).dropFirst(Frame.headerLength).dropLast(Frame.trailerLength))
  }

  @Test("A record is read as it was written, whatever it has", arguments: [CheckIn.full, CheckIn(time: 1, appID: "")])
  func roundTrip(checkIn: CheckIn) throws {
    #expect(try CheckIn(fields: fields(checkIn)[...]) == checkIn)
    var second = checkIn
    second.place = 999
    #expect(try CheckIn(fields: fields(second)[...]) == second)
  }

  @Test(
    "Numbers keep their values, to the last one that there is",
    arguments: [.min, .min + 1, -1 << 32, -1, 0, 1, 63, 64, 127, 128, 1 << 32, .max] as [Int64])
  func numbers(number: Int64) throws {
    var checkIn = CheckIn(time: number, appID: "a")
    var event = CheckIn.Event(type: number, result: number)
    event.errorCode = number
    event.downloadTime = number
    checkIn.events = [event]
    #expect(try CheckIn(fields: fields(checkIn)[...]) == checkIn)
  }

  @Test("What was not told takes no byte")
  func absent() {
    #expect(fields(CheckIn(time: 0, appID: "")) == [])
    #expect(fields(CheckIn(time: 0, appID: "a")) == [0x22, 1, 0x61])
  }

  @Test("Of a long text whole characters are kept, up to the limit")
  func longTexts() throws {
    for (character, kept) in [("a", 256), ("é", 256), ("漢", 255), ("🙂", 256)] {
      for extra in 0..<8 {
        var checkIn = CheckIn(time: 1, appID: "a")
        checkIn.alias = String(repeating: "x", count: extra) + String(repeating: character, count: 300)
        let read = try CheckIn(fields: fields(checkIn)[...]).alias
        #expect(checkIn.alias.hasPrefix(read))
        #expect(read.utf8.count <= CheckIn.maximumTextLength)
        #expect(read.utf8.count > CheckIn.maximumTextLength - 4 && (extra > 0 || read.utf8.count == kept))
      }
    }
  }

  @Test("A machine's ID is kept in whole or not at all, so that two are never taken for one")
  func longID() throws {
    var checkIn = CheckIn(time: 1, appID: "a")
    checkIn.machineID = String(repeating: "a", count: CheckIn.maximumTextLength)
    #expect(try CheckIn(fields: fields(checkIn)[...]).machineID == checkIn.machineID)
    checkIn.machineID += "a"
    #expect(try CheckIn(fields: fields(checkIn)[...]).machineID == "")
  }

  @Test("The longest record that there can be fits into a frame")
  func longest() throws {
    let long = String(repeating: "a", count: 2_000)
    var checkIn = CheckIn.full
    for path in [
      \CheckIn.requestID, \.address, \.installSource, \.client, \.appID, \.alias, \.version, \.track, \.board,
      \.architecture, \.oem, \.oemVersion, \.bootID, \.alephVersion, \.platform, \.osVersion, \.group, \.decision,
      \.reason, \.target, \.release, \.deltaFrom,
    ] as [WritableKeyPath<CheckIn, String>] { checkIn[keyPath: path] = long }
    var event = CheckIn.Event(type: .min, result: .min)
    event.errorCode = .min
    event.extraCode = .min
    event.previousVersion = long
    event.nextVersion = long
    event.downloaded = .min
    event.total = .min
    event.downloadTime = .min
    checkIn.events = [CheckIn.Event](repeating: event, count: 1_000)
    let body = fields(checkIn)
    #expect(body.count < 50_000)
    let read = try CheckIn(fields: body[...])
    #expect(read.events.count == CheckIn.maximumEvents)
    #expect(read.eventsLeftOut == 3 + 1_000 - CheckIn.maximumEvents)
  }

  @Test("Fields of a later version are passed over, whatever their encoding")
  func unknownFields() throws {
    // Field 100 as a number, as bytes, as eight bytes and as four.
    let later: [UInt8] = [
      0xA0, 0x06, 0xFF, 0x01, 0xA2, 0x06, 2, 0xFF, 0, 0xA1, 0x06, 1, 2, 3, 4, 5, 6, 7, 8, 0xA5, 0x06, 1, 2, 3, 4,
    ]
    #expect(try CheckIn(fields: (later + fields(.full) + later)[...]) == .full)
  }

  @Test(
    "Bytes that are no fields are refused",
    arguments: [
      [0], [0x08], [0x08, 0x80], [0x22, 2, 0x61], [0x22, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01],
      [0x0B], [0x0C], [0x0F], [0x09, 1, 2, 3], [0x0D, 1, 2, 3], [0x08] + [UInt8](repeating: 0xFF, count: 10),
      [0x08] + [UInt8](repeating: 0x80, count: 11), [0xAA, 0x01, 1, 0x08],
    ] as [[UInt8]])
  func noFields(bytes: [UInt8]) {
    #expect(throws: FieldReader.Fault.self) { try CheckIn(fields: bytes[...]) }
  }

  @Test("A field of another type than it should have counts as absent")
  func otherTypes() throws {
    // The app as a number, the time as a text, the events as a number.
    let read = try CheckIn(fields: [0x20, 5, 0x0A, 1, 0x61, 0xA8, 0x01, 1])
    #expect(read == CheckIn(time: 0, appID: ""))
  }
}
