import Testing

/// The files of `deploy/build-static`, which need nothing beside them.
@Suite struct StaticProgramTests {
  @Test("The static omaha-fcgi runs in an empty chroot, without /proc, and obeys its command line")
  func emptyChroot() throws {
    guard Site.isRoot else { return }
    let jail = try TemporaryFolder()
    try Command.output(of: "cp", ["\(Programs.staticFolder)/omaha-fcgi", jail.path])
    let version = try Command.run("chroot", [jail.path, "/omaha-fcgi", "--version"])
    #expect(version.text.hasPrefix("omaha-fcgi "), "\(version.errors)")
    let missing = try Command.run("chroot", [jail.path, "/omaha-fcgi", "--root", "/elsewhere", "--socket", "/s"])
    #expect(missing.status == 78)
    #expect(missing.errors.contains("/elsewhere"))
  }

  @Test("The static programs have no shared library", arguments: ["omaha-cgi", "omaha-fcgi"])
  func noSharedLibrary(program: String) throws {
    let headers = try Command.output(of: "readelf", ["--program-headers", "\(Programs.staticFolder)/\(program)"])
    #expect(headers.contains("LOAD") && !headers.contains("INTERP") && !headers.contains("DYNAMIC"))
  }
}
