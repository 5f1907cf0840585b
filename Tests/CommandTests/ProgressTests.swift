import Testing

@testable import omaha_pkg

@Suite("Progress of long work")
struct ProgressTests {
  @Test("a line tells the share, the bytes, the rate and the time left")
  func line() {
    let progress = Progress(label: "update.gz", done: 256 << 20, total: 1 << 30, elapsed: 2)
    #expect(
      progress.line(width: 120)
        == "update.gz [==========>                             ] 25 % 256.0 MiB of 1.0 GiB, 128.0 MiB/s, 0:06 left")
  }

  @Test("no line is wider than the terminal", arguments: 1...140)
  func width(width: Int) {
    for done: UInt64 in [0, 1, 999_999_999, 1 << 40] {
      let progress = Progress(
        label: "/var/lib/omaha/payloads/com.example.agent/1.0/update.gz", done: done, total: 1 << 40, elapsed: 1.5)
      #expect(progress.line(width: width).count <= width)
    }
  }

  @Test(
    "the time left is a clock",
    arguments: [(1, 99, "1:39"), (1, 3600, "1:00:00"), (1, 7322, "2:02:02"), (1, 1_000_000_000, "99:59:59")])
  func clock(done: UInt64, left: UInt64, text: String) {
    let line = Progress(label: "x", done: done, total: done + left, elapsed: 1).line(width: 200)
    #expect(line.hasSuffix(", \(text) left"))
  }

  @Test("finished and empty work divide by nothing")
  func edges() {
    #expect(Progress(label: "x", done: 0, total: 0, elapsed: 0).line(width: 100).contains("100 % 0 bytes of 0 bytes"))
    #expect(Progress(label: "x", done: 10, total: 10, elapsed: 1).line(width: 100).hasSuffix("10 bytes/s"))
    #expect(Progress(label: "x", done: 20, total: 10, elapsed: 1).line(width: 100).contains("100 %"))
  }

  @Test(
    "bytes are shown in the largest unit with one digit",
    arguments: [
      (0, "0 bytes"), (1, "1 byte"), (1023, "1023 bytes"), (1024, "1.0 KiB"), (1_048_575, "1.0 MiB"),
      (1_073_741_824, "1.0 GiB"), (UInt64.max, "16384.0 PiB"),
    ])
  func units(bytes: UInt64, text: String) {
    #expect(byteQuantity(bytes) == text)
  }
}
