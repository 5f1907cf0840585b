import Testing
import TestSupport

@Suite("What is blocked where a bundle comes from")
struct ImportBlockTests {
  private static let app = "--app com.example.agent"

  private let source: Workshop
  private let shop: Workshop

  /// Channel stable blocks its newest release on one side, and is at the one before on the other.
  init() throws {
    source = try Workshop { shop in
      try shop.folder.write("hello", to: "update.gz")
      for version in ["1.0", "1.2"] {
        try shop.expect("add @update.gz \(Self.app) --version \(version) --channel stable")
      }
      try shop.expect("channel add beta \(Self.app)")
      try shop.expect("block add 1.2 \(Self.app) --channel stable --reason loops")
    }
    shop = try Workshop()
    try shop.folder.write("hello", to: "update.gz")
    try shop.expect("add @update.gz \(Self.app) --version 1.0 --channel stable")
    try source.expect("export --policy --output \(shop.folder.path(of: "in.tar"))")
  }

  private func refuse(_ words: String) throws {
    let before = try Snapshot(shop).files
    for dry in ["", " --dry-run"] {
      let run = try shop.expect("import @in.tar \(words)\(dry)", exit: 1)
      #expect(
        run.errors == """
          omaha-pkg: error: the bundle blocks 1.2 in channel "stable" of com.example.agent (loops)
          omaha-pkg: hint: with --backwards it is done

          """)
      #expect(run.output == "")
    }
    #expect(try Snapshot(shop).files == before)
  }

  @Test("no channel is pointed to, unless it is said", arguments: ["--promote stable", "--policy"])
  func refused(words: String) throws {
    try refuse(words)
    let run = try shop.expect("import @in.tar \(words) --backwards")
    #expect(try run.output.contains(" now") && shop.appXML().contains("version=\"1.2\" since="))
    // The channel is there, so nothing points it there.
    #expect(try shop.expect("import @in.tar \(words)").output.hasSuffix("nothing changed\n"))
  }

  @Test("counts for the channel of that name, and for one that is not there as in all")
  func channels() throws {
    try refuse("--promote other")
    try shop.expect("import @in.tar --promote beta")
    #expect(try shop.appXML().contains("version=\"1.2\" since="))
  }

  @Test("nobody knows without a policy, nor when that is not valid")
  func unknown() throws {
    var archive = Archive(bundle: try shop.folder.bytes("in.tar"))
    archive["app.xml"].bytes = Array(
      String(decoding: archive["app.xml"].bytes, as: UTF8.self).replacing("</app>", with: "<bad/></app>").utf8)
    try archive.listHashes()
    try shop.folder.write(archive.bytes, to: "bad.tar")
    let before = try Snapshot(shop).files
    let run = try shop.expect("import @bad.tar --promote stable", exit: 78)
    #expect(
      run.errors.contains(
        "the policy of com.example.agent in the bundle is not valid here, so nobody knows its floors and blocks\n"))
    #expect(try Snapshot(shop).files == before)
    try shop.expect("import @bad.tar --dry-run")
    try source.expect("export --output \(shop.folder.path(of: "plain.tar"))")
    try shop.expect("import @plain.tar --promote stable")
    #expect(try shop.appXML().contains("version=\"1.2\" since="))
  }
}
