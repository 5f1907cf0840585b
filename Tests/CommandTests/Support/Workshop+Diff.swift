import Foundation
import Testing
import TestSupport

extension Workshop {
  /// Runs `omaha-pkg` with arguments that may have spaces and expects its exit code.
  @discardableResult
  func expect(
    _ words: String, _ more: [String], exit status: Int32 = 0, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Run {
    let run = try Program.run(Program.omahaPkg, arguments(words) + more, environment: ["OMAHA_ROOT": root])
    #expect(
      run.status == status, "omaha-pkg \(words) \(more)\n\(run.output)\(run.errors)", sourceLocation: sourceLocation)
    return run
  }

  /// Runs a command that changes `app.xml` with `--dry-run`, then in earnest, then again, and proves that the first changed
  /// nothing, that `patch` makes the real file of what it printed, and that the last had nothing to do.
  @discardableResult
  func change(
    _ words: String, _ more: [String] = [], sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Run {
    let before = folder.files()
    let text = try appXML()
    let diff = try expect(words, more + ["--dry-run"], sourceLocation: sourceLocation).output
    #expect(folder.files() == before, sourceLocation: sourceLocation)
    #expect(try appXML() == text, sourceLocation: sourceLocation)
    let run = try expect(words, more, sourceLocation: sourceLocation)
    let changed = try appXML()
    #expect((diff == "") == (text == changed), sourceLocation: sourceLocation)
    if diff != "" {
      let scratch = try TemporaryFolder()
      let file = try scratch.write(text, to: "app.xml")
      let patched = try Program.run(
        "patch", ["--binary", "-s", "-i", try scratch.write(diff, to: "diff"), file])
      #expect(patched.status == 0, "\(patched.output)\(patched.errors)\n\(diff)", sourceLocation: sourceLocation)
      // What is marked with the time of the command may be a second later.
      let times = #/since="[^"]*"/#
      let (left, right) = (try scratch.text("app.xml"), changed)
      #expect(left.replacing(times, with: "") == right.replacing(times, with: ""), sourceLocation: sourceLocation)
    }
    try expect(words, more, sourceLocation: sourceLocation)
    #expect(try appXML() == changed, "the same again", sourceLocation: sourceLocation)
    #expect(
      try expect(words, more + ["--dry-run"], sourceLocation: sourceLocation).errors.contains("no change\n"),
      sourceLocation: sourceLocation)
    try expect("check", sourceLocation: sourceLocation)
    return run
  }
}
