internal import Foundation
@testable internal import Payload
internal import Testing
internal import TestSupport

@Suite("Inspecting gzip files")
struct GzipInspectionTests {
  let directory: TemporaryFolder

  init() throws {
    directory = try TemporaryFolder()
  }

  private func inspect(_ bytes: [UInt8]) throws -> (report: PayloadReport, gzip: GzipReport) {
    let report = try PayloadInspector.inspect(path: try directory.write(bytes, to: "file.gz"))
    guard case .gzip(let gzip) = report.content else { throw NotGzip() }
    return (report, gzip)
  }

  private struct NotGzip: Error {}

  /// Compresses with gzip(1).
  private func gzip(_ bytes: [UInt8], _ options: String = "", name: String = "image.bin") throws -> [UInt8] {
    let path = try directory.write(bytes, to: name)
    #expect(try Oracle.run("touch", "-d", "2024-02-29T12:34:56Z", path).status == 0)
    #expect(try Oracle.run("sh", "-c", "gzip -c \(options) '\(path)' > '\(directory.path)/out.gz'").status == 0)
    return Array(try Data(contentsOf: URL(filePath: directory.path + "/out.gz")))
  }

  /// Whether gzip(1) finds nothing to complain of.
  private func gzipAccepts(_ bytes: [UInt8]) throws -> Bool {
    try Oracle.run("gzip", "-t", try directory.write(bytes, to: "oracle.gz")).status == 0
  }

  @Test("Name, time and uncompressed size are those that gzip wrote", arguments: [0, 1, 300_000, 5 << 20])
  func sound(size: Int) throws {
    let (report, gzip) = try inspect(
      try gzip(TestBytes.random(size / 2, seed: 3) + [UInt8](repeating: 0, count: size - size / 2)))
    #expect(report.faults == [] && gzip.uncompressedSize == UInt64(size) && gzip.members == 1)
    #expect(gzip.name == "image.bin" && gzip.modificationTime == 1_709_210_096)
  }

  @Test("A file without name and time has neither")
  func anonymous() throws {
    let (report, gzip) = try inspect(try gzip([1, 2, 3], "-n"))
    #expect(report.isSound && gzip.name == nil && gzip.modificationTime == nil)
  }

  @Test("Several members are one file, as for gzip", arguments: [1, 2, 3, 20])
  func members(count: Int) throws {
    let member = try gzip(Array("hello\n".utf8))
    let bytes = Array(repeatElement(member, count: count).joined())
    let (report, gzip) = try inspect(bytes)
    #expect(try report.isSound && gzipAccepts(bytes))
    #expect(gzip.members == count && gzip.uncompressedSize == UInt64(6 * count))
  }

  @Test("A member may begin anywhere in the reader's buffer", arguments: -3...3)
  func memberAtBufferEnd(shift: Int) throws {
    // Stored blocks, so that the first member's size is known.
    let first = try gzip(TestBytes.random((1 << 20) - 400, seed: 4), "-n -1")
    let padding = (1 << 20) + shift - first.count
    #expect(padding > 40)
    // A second member fills up to the boundary: an extra field is as long as it needs to be.
    var second: [UInt8] = [0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 3]
    let extra = padding - 12 - 10
    second += [UInt8(extra & 0xff), UInt8(extra >> 8)] + [UInt8](repeating: 7, count: extra)
    second += [3, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    let bytes = first + second + (try gzip([5], "-n"))
    let (report, gzip) = try inspect(bytes)
    #expect(try gzipAccepts(bytes))
    #expect(report.faults == [] && gzip.members == 3 && gzip.uncompressedSize == UInt64((1 << 20) - 400 + 1))
  }

  @Test("A file cut off at any byte is called truncated")
  func truncation() throws {
    let bytes = try gzip(Array("hello, hello, hello\n".utf8))
    for count in 2..<bytes.count {
      let found = try inspect(Array(bytes.prefix(count))).report.faults
      #expect(found == ["truncated: the file ends at byte \(count), inside the compressed data"])
    }
  }

  @Test("A file with any flipped bit is sound exactly when gzip accepts it")
  func flips() throws {
    let bytes = try gzip(Array("hello, hello, hello\n".utf8), "-n")
    for index in 2..<bytes.count {
      for bit in 0..<8 {
        var flipped = bytes
        flipped[index] ^= 1 << bit
        #expect(try inspect(flipped).report.isSound == gzipAccepts(flipped), "byte \(index), bit \(bit)")
      }
    }
  }

  @Test(
    "The fault says what it is",
    arguments: [
      (-8, "CRC mismatch: the data are damaged"), (-4, "length mismatch: the data are damaged"),
      (2, "damaged header: unknown compression method"), (3, "damaged header: unknown header flags set"),
    ])
  func faults(position: Int, sentence: String) throws {
    var bytes = try gzip(Array("hello\n".utf8))
    bytes[position < 0 ? bytes.count + position : position] ^= 0xe0
    let found = try inspect(bytes).report.faults
    #expect(found.count == 1 && found.first?.hasPrefix(sentence) == true, "\(found)")
  }

  @Test(
    "Zeros after the data are padding, anything else is garbage",
    arguments: [[], [0, 0, 0], [1], [0, 1], [0x1f], [0x1f, 0]])
  func trailing(tail: [UInt8]) throws {
    let bytes = try gzip(Array("hello\n".utf8))
    let report = try inspect(bytes + tail).report
    #expect(try report.isSound == gzipAccepts(bytes + tail))
    let sentence = "trailing garbage after the compressed data, from byte \(bytes.count)"
    #expect(report.faults == (tail.allSatisfy { $0 == 0 } ? [] : [sentence]))
  }

  @Test("A name that is not UTF-8 is read as Latin-1, as the format says")
  func latin1() throws {
    var bytes = try gzip([1], name: "name.bin")
    let position = try #require(bytes.firstIndex(of: UInt8(ascii: "n")))
    bytes[position] = 0xe9
    #expect(try inspect(bytes).gzip.name == "éame.bin")
  }
}
