import Testing
import TestSupport

@Suite("A name that looks like a misspelling")
struct MisspellingTests {
  let shop: Workshop

  init() throws {
    shop = try Workshop()
    try shop.folder.write("hello", to: "update.gz")
    try shop.expect("add @update.gz --app com.example.a --version 1.0 --channel stable")
  }

  @Test("makes no app without --create", arguments: ["com.exmaple.a", "com.example-a", "com.exampel.a"])
  func app(name: String) throws {
    let files = shop.folder.files()
    let run = try shop.expect("add @update.gz --app \(name) --version 1.0", exit: 66)
    #expect(
      run.errors == """
        omaha-pkg: error: there is no app "\(name)"
        omaha-pkg: hint: did you mean "com.example.a"? with --create a new app is made

        """)
    try shop.expect("add @update.gz --app \(name) --version 1.0 --dry-run", exit: 66)
    #expect(shop.folder.files() == files)
    try shop.expect("add @update.gz --app \(name) --version 1.0 --create")
    // There is the app now.
    try shop.expect("add @update.gz --app \(name) --version 1.1")
  }

  @Test("makes no app of a GUID that differs in a digit or two")
  func guid() throws {
    try shop.expect("add @update.gz --app e96281a6-d1af-4bde-9a0a-97b76e56dc57 --version 1.0")
    try shop.expect("add @update.gz --app e96281a6-d1af-4bde-9a0a-97b76e56dc75 --version 1.0", exit: 66)
    try shop.expect("add @update.gz --app {E96281A6-D1AF-4BDE-9A0A-97B76E56DC57} --version 1.1")
  }

  @Test("makes no channel without --create", arguments: ["stabel", "Stable", "sta-ble", "stbale"])
  func channel(name: String) throws {
    let app = "--app com.example.a"
    let text = try shop.folder.text("root/catalog/com.example.a/app.xml")
    let run = try shop.expect("promote 1.0 \(app) --channel \(name)", exit: 66)
    #expect(
      run.errors == """
        omaha-pkg: error: there is no channel "\(name)"
        omaha-pkg: hint: did you mean "stable"? with --create a new channel is made

        """)
    try shop.expect("add @update.gz \(app) --version 1.1 --channel stable --channel \(name)", exit: 66)
    #expect(try shop.folder.text("root/catalog/com.example.a/app.xml") == text)
    #expect(!shop.folder.has("root/payloads/com.example.a/1.1"))
    try shop.expect("promote 1.0 \(app) --channel \(name) --create")
    try shop.expect("promote 1.0 \(app) --channel \(name)")
  }

  @Test(
    "is told from one that is meant",
    arguments: ["com.example.b", "com.example.a2", "com.example.agent", "org.other.a"])
  func meantApp(name: String) throws {
    try shop.expect("add @update.gz --app \(name) --version 1.0")
  }

  @Test("is told from a channel that is meant", arguments: ["stable-2", "beta", "lts-2024", "unstable-edge"])
  func meantChannel(name: String) throws {
    try shop.expect("promote 1.0 --app com.example.a --channel lts-2023")
    try shop.expect("promote 1.0 --app com.example.a --channel \(name)")
  }
}
