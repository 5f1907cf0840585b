import Foundation
import Testing

@testable import Journal

/// Journal.md, held to what it says.
struct SpecificationTests {
  private static let page: String = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/Journal/Journal.md")
    return (try? String(contentsOf: file, encoding: .utf8)) ?? ""
  }()

  /// The blocks of bytes in hexadecimal digits.
  private static var dumps: [[UInt8]] {
    var dumps: [[UInt8]] = []
    var isInside = false
    for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
      let bytes = line.split(separator: " ").compactMap { $0.count == 2 ? UInt8($0, radix: 16) : nil }
      let isDump = line.hasPrefix("    ") && !bytes.isEmpty && bytes.count * 3 == line.dropFirst(4).count + 1
      if isDump {
        if !isInside { dumps.append([]) }
        dumps[dumps.count - 1] += bytes
      }
      isInside = isDump
    }
    return dumps
  }

  private static let checkIn: CheckIn = {
    var checkIn = CheckIn(time: 1_795_428_000_123, appID: "{e96281a6-d1af-4bde-9a0a-97b76e56dc57}")
    checkIn.requestID = "9ddf91dc6afa7106"
    checkIn.address = "192.0.2.7"
    checkIn.machineID = "abce671d61774703ac7be60715220bfe"
    checkIn.version = "3510.2.0"
    checkIn.track = "stable"
    checkIn.board = "amd64-usr"
    checkIn.architecture = "amd64"
    checkIn.hasUpdateCheck = true
    checkIn.hasPing = true
    checkIn.events = [CheckIn.Event(type: 3, result: 2)]
    checkIn.group = "stable"
    checkIn.decision = "update"
    checkIn.reason = "offered"
    checkIn.target = "3815.2.0"
    checkIn.release = "3815.2.0"
    return checkIn
  }()

  @Test("The page's example is what is written, byte for byte, and read as what the page says")
  func example() throws {
    let name = try #require(SegmentName("1795428000123-4711-9f3a61c2d4e5f607.journal"))
    let segment = frames([], named: name)
    let record = frames([Self.checkIn])
    func dump(_ bytes: [UInt8]) -> String {
      stride(from: 0, to: bytes.count, by: 16).map { start in
        "    "
          + bytes[start..<min(start + 16, bytes.count)].map { String(format: "%02x", $0) }.joined(separator: " ")
      }.joined(separator: "\n")
    }
    try #require(Self.dumps.count == 2, "the page should have\n\(dump(segment))\n\n\(dump(record))")
    #expect(Self.dumps[0] == segment, "\(dump(segment))")
    #expect(Self.dumps[1] == record, "\(dump(record))")

    let fleet = try Fleet()
    try fleet.write(Self.dumps[0] + Self.dumps[1], to: name)
    #expect(try fleet.checkIns() == [Self.checkIn])
    // By the page's rules alone.
    for frame in Self.dumps {
      let length = frame[4..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
      #expect(Array(frame[..<3]) == [0xFF, 0x00, 1] && frame.count == 8 + length + 4)
      let sum = frame.suffix(4).reversed().reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
      #expect(Reference.crc32c(Array(frame[2..<8 + length])) == sum)
    }
  }

  @Test("The page's numbers are those of the code")
  func numbers() {
    let page = Self.page.replacing("\n", with: " ")
    #expect(page.contains("at most 65,536;") && Frame.maximumBodyLength == 65_536)
    #expect(page.contains("at most 256 bytes") && CheckIn.maximumTextLength == 256)
    #expect(page.contains("// at most 64") && CheckIn.maximumEvents == 64)
    let limits = JournalLimits()
    #expect(page.contains("after 16 MiB or an hour") && limits.segmentBytes == 16 << 20)
    #expect(limits.segmentAge == 3_600_000)
    #expect(page.contains("2 GiB or a tenth") && limits.totalBytes == 2 << 30)
  }
}
