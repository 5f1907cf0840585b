import Omaha
import Testing
import TestSupport

@Suite("Damaged messages")
struct DamagedMessageTests {
  @Test(
    "are read or refused with a line of theirs, and do not harm the next one",
    arguments: ["requests/check-ordinary.xml", "requests/windows-two-apps.xml", "requests/tolerated.xml"])
  func requests(_ name: String) throws {
    var random = SeededGenerator()
    let decoder = RequestDecoder()
    let whole = try Fixture.read(name)
    let expected = try decoder.decode(whole)
    var refusals = 0
    for round in 0..<3_000 {
      let damaged = random.damage(whole)
      do {
        _ = try decoder.decode(damaged)
      } catch {
        refusals += 1
        #expect(
          (1...damaged.count(where: { $0 == UInt8(ascii: "\n") }) + 1).contains(error.line), "seed \(random.seed)")
        #expect(error.description.hasPrefix("line \(error.line)"), "seed \(random.seed)")
        #expect(error.description.utf8.count < 160, "seed \(random.seed)")
      }
      if round % 100 == 0 { #expect(try decoder.decode(whole) == expected, "seed \(random.seed)") }
    }
    #expect(refusals > 300, "seed \(random.seed)")
    #expect(try decoder.decode(whole) == expected, "seed \(random.seed)")
  }

  @Test("are read or refused as responses, too", arguments: ["offer", "offer-delta-two-urls", "app-errors"])
  func responses(_ name: String) throws {
    var random = SeededGenerator()
    let decoder = ResponseDecoder()
    let whole = try Fixture.read("responses/\(name).xml")
    let expected = try decoder.decode(whole)
    for _ in 0..<2_000 {
      do {
        _ = try decoder.decode(random.damage(whole))
      } catch {
        #expect(error.description.hasPrefix("line "), "seed \(random.seed)")
      }
    }
    #expect(try decoder.decode(whole) == expected, "seed \(random.seed)")
  }

  @Test("of a half that never arrives are refused at every length")
  func truncated() throws {
    let whole = try Fixture.read("requests/check-ordinary.xml")
    let decoder = RequestDecoder()
    // What follows the root element's end is white space.
    let end = try #require(whole.lastIndex(of: UInt8(ascii: ">")))
    for length in 0...end {
      #expect(throws: RequestError.self) { try decoder.decode(Array(whole[..<length])) }
    }
    #expect(throws: Never.self) { try decoder.decode(Array(whole[...end])) }
  }

  @Test("are read on several threads at once, each with a decoder of its own")
  func concurrency() async throws {
    let good = try Fixture.read("requests/windows-two-apps.xml")
    let bad = try Fixture.read("requests/alias-with-quote.xml")
    let expected = try RequestDecoder().decode(good)
    let unlike = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask {
          let decoder = RequestDecoder()
          return (0..<300).count { round in
            if round % 3 == 0 { return (try? decoder.decode(bad)) != nil }
            return (try? decoder.decode(good)) != expected
          }
        }
      }
      return await group.reduce(0, +)
    }
    #expect(unlike == 0)
  }
}

extension SeededGenerator {
  /// The message with up to four bytes changed, dropped, doubled or moved.
  fileprivate mutating func damage(_ message: [UInt8]) -> [UInt8] {
    var bytes = message
    let awkward = Array("<>&\"'=/ \n;!?#x0\0".utf8) + [0x80, 0xC3, 0xE2, 0xF0, 0xFF]
    for _ in 0..<Int.random(in: 1...4, using: &self) {
      let index = Int.random(in: bytes.indices, using: &self)
      switch Int.random(in: 0..<5, using: &self) {
      case 0: bytes[index] = UInt8.random(in: 0...255, using: &self)
      case 1: bytes[index] = awkward.random(using: &self)
      case 2: bytes.remove(at: index)
      case 3: bytes.insert(awkward.random(using: &self), at: index)
      default: bytes.swapAt(index, Int.random(in: bytes.indices, using: &self))
      }
    }
    return bytes
  }
}
