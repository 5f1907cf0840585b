import Testing
import TestSupport

@testable import omaha_pkg

@Suite("Unified diffs")
struct UnifiedDiffTests {
  @Test("an empty range names the line before it, as diff(1) does")
  func emptyRanges() {
    #expect(UnifiedDiff(name: "a", from: "", to: "1\n").text == "--- a\n+++ a\n@@ -0,0 +1 @@\n+1\n")
    #expect(UnifiedDiff(name: "a", from: "1\n2\n", to: "").text == "--- a\n+++ a\n@@ -1,2 +0,0 @@\n-1\n-2\n")
  }

  @Test("a change is shown with three lines around it, and changes that are near share a hunk")
  func hunks() {
    let old = (1...20).map { "line \($0)\n" }.joined()
    let new = old.replacing("line 4\n", with: "").replacing("line 10\n", with: "line X\n").replacing(
      "line 20\n", with: "line 20\nmore\n")
    #expect(
      UnifiedDiff(name: "app.xml", from: old, to: new).text == """
        --- app.xml
        +++ app.xml
        @@ -1,13 +1,12 @@
         line 1
         line 2
         line 3
        -line 4
         line 5
         line 6
         line 7
         line 8
         line 9
        -line 10
        +line X
         line 11
         line 12
         line 13
        @@ -18,3 +17,4 @@
         line 18
         line 19
         line 20
        +more

        """)
    #expect(UnifiedDiff(name: "app.xml", from: old, to: old).text == "")
  }

  @Test("a last line without a line break is told")
  func noLineBreak() {
    #expect(
      UnifiedDiff(name: "f", from: "a\nb", to: "a\nb\n").text == """
        --- f
        +++ f
        @@ -1,2 +1,2 @@
         a
        -b
        \\ No newline at end of file
        +b

        """)
  }

  @Test("patch makes one text of the other", arguments: [UInt64](1...40))
  func patch(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let ends = ["\n", "\r\n"][random.next(2)]
    let old = (0..<random.next(40)).map { _ in "<\(random.next(6))/>" }
    var new = old
    for _ in 0..<random.next(6) {
      let place = random.next(new.count + 1)
      if random.next(2) == 0 || place == new.count {
        new.insert("<x\(random.next(3))/>", at: place)
      } else {
        new.remove(at: place)
      }
    }
    func text(_ lines: [String]) -> String {
      lines.joined(separator: ends) + (lines.isEmpty || random.next(3) == 0 ? "" : ends)
    }
    let (left, right) = (text(old), text(new))
    let diff = UnifiedDiff(name: "app.xml", from: left, to: right).text
    #expect((diff == "") == (left.utf8.elementsEqual(right.utf8)))
    // patch removes a file that becomes empty.
    guard diff != "", right != "" else { return }
    let folder = try TemporaryFolder()
    let file = try folder.write(left, to: "app.xml")
    let run = try Program.run("patch", ["--binary", "-s", "-i", try folder.write(diff, to: "diff"), file])
    #expect(run.status == 0, "\(run.output)\(run.errors)\n\(diff)")
    #expect(try folder.text("app.xml").utf8.elementsEqual(right.utf8), "\(diff)")
  }
}
