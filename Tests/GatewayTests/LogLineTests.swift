import Gateway
import Omaha
import Testing

struct LogLineTests {
  private func line(_ fill: (inout LogLine) -> Void) -> String {
    var line = LogLine(
      .logfmt, time: LogTime(second: Timestamp(seconds: 1_795_428_000), milliseconds: 7), level: "info")
    fill(&line)
    line.end()
    return String(decoding: line.bytes, as: UTF8.self)
  }

  @Test("A line is pairs behind time and level")
  func pairs() {
    #expect(
      line {
        $0.add("app", "{e96281a6-d1af}")
        $0.add("n", -3)
        $0.add("absent", ifPresent: nil)
        $0.add("empty", ifPresent: "")
        $0.add("word", word: "yes")
      } == "time=2026-11-23T10:00:00.007Z level=info app={e96281a6-d1af} n=-3 word=yes\n")
  }

  @Test(
    "A value from outside cannot leave its pair",
    arguments: [
      ("", "\"\""), ("a b", "\"a b\""), ("a=b", "\"a=b\""), ("a\"b", "\"a\\\"b\""), ("a\\b", "\"a\\\\b\""),
      ("a\nlevel=error", "\"a\\nlevel=error\""), ("\r\t", "\"\\r\\t\""), ("\u{1B}[31m", "\"\\u{1b}[31m\""),
      ("\u{0}", "\"\\u{0}\""), ("\u{7F}", "\"\\u{7f}\""), ("é", "\"\\u{e9}\""), ("\u{202E}x", "\"\\u{202e}x\""),
      ("\u{85}", "\"\\u{85}\""), ("\u{2028}", "\"\\u{2028}\""), ("http://a:8/b,c+d@e$", "http://a:8/b,c+d@e$"),
    ])
  func escaping(value: String, written: String) {
    #expect(line { $0.add("v", value) } == "time=2026-11-23T10:00:00.007Z level=info v=\(written)\n")
  }

  @Test("A value takes a bounded part of the line", arguments: ["a", "\u{1}", "漢"])
  func bound(character: String) {
    let long = line { $0.add("v", String(repeating: character, count: 100_000)) }
    #expect(long.utf8.count < 256 * 8)
    #expect(long.hasSuffix("...\"\n"))
    let exact = line { $0.add("v", String(repeating: "a", count: 256)) }
    #expect(exact.hasSuffix("v=" + String(repeating: "a", count: 256) + "\n"))
  }
}
