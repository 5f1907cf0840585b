import Testing
import TestSupport

/// The files of `deploy/build-static`, which need nothing beside them.
@Suite struct StaticProgramTests {
  @Test(
    "The static omaha-fcgi runs in an empty chroot, without /proc, and obeys its command line",
    .enabled(if: Site.isRoot, "only root may change the root directory"))
  func emptyChroot() throws {
    let jail = try TemporaryFolder()
    try Program.output(of: "cp", ["\(Programs.staticFolder)/omaha-fcgi", jail.path])
    let version = try Program.run("chroot", [jail.path, "/omaha-fcgi", "--version"])
    #expect(version.output.hasPrefix("omaha-fcgi "), "\(version.errors)")
    let missing = try Program.run("chroot", [jail.path, "/omaha-fcgi", "--root", "/elsewhere", "--socket", "/s"])
    #expect(missing.status == 78)
    #expect(missing.errors.contains("/elsewhere"))
  }

  @Test(
    "omaha-cgi reads the body of a refused request to its end and no further",
    arguments: ["CONTENT_TYPE=application/json", "REQUEST_METHOD=PUT", "HTTP_CONTENT_ENCODING=br"])
  func drainedBody(fault: String) throws {
    let folder = try TemporaryFolder()
    let body = try folder.write("0123456789the next", to: "body")
    // Both read from one open file, so cat begins where omaha-cgi has ended.
    let rest = try Program.output(
      of: "sh",
      [
        "-c", "{ env REQUEST_METHOD=POST CONTENT_LENGTH=10 \"$1\" \"$2\" >/dev/null 2>&1; cat; } <\"$3\"", "sh", fault,
        Programs.omahaCGI, body,
      ])
    #expect(rest == "the next")
  }

  @Test("Processes that begin at the same time give their requests different names in the log")
  func requestNames() throws {
    let folder = try TemporaryFolder()
    let log = try Program.run(
      "sh",
      [
        "-c",
        "for n in $(seq 100); do OMAHA_ROOT=\"$1\" REQUEST_METHOD=GET \"$2\" </dev/null >/dev/null & done; wait", "sh",
        folder.path, Programs.omahaCGI,
      ]
    ).errors
    let names = log.matches(of: /request=([^ ]+)/).map(\.output.1)
    #expect(names.count == 100, "\(log)")
    #expect(Set(names).count == 100)
  }

  @Test("The static programs have no shared library", arguments: ["omaha-cgi", "omaha-fcgi"])
  func noSharedLibrary(program: String) throws {
    let headers = try Program.output(of: "readelf", ["--program-headers", "\(Programs.staticFolder)/\(program)"])
    #expect(headers.contains("LOAD") && !headers.contains("INTERP") && !headers.contains("DYNAMIC"))
  }
}
