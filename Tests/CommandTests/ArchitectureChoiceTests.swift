import Testing
import TestSupport

@Suite("omaha-pkg add without --arch")
struct ArchitectureChoiceTests {
  let shop: Workshop
  let app = "--app com.example.agent"

  init() throws {
    shop = try Workshop()
    try shop.folder.write("hello", to: "update.gz")
  }

  @Test("takes that of the app, and asks once there are several")
  func choice() throws {
    #expect(try shop.expect("add @update.gz \(app) --version 1.0").output.contains("added 1.0 amd64"))
    #expect(try shop.expect("add @update.gz \(app) --version 1.1").output.contains("added 1.1 amd64"))
    try shop.expect("add @update.gz \(app) --version 1.1 --arch arm64")
    let files = shop.folder.files()
    let run = try shop.expect("add @update.gz \(app) --version 1.2 --channel stable", exit: 64)
    #expect(
      run.errors == """
        omaha-pkg: error: for which architecture? say it with --arch
        omaha-pkg: hint: com.example.agent has releases for amd64, arm64

        """)
    try shop.expect("add @update.gz \(app) --version 1.2 --dry-run", exit: 64)
    #expect(shop.folder.files() == files)
    try shop.expect("add @update.gz \(app) --version 1.2 --arch amd64")
  }

  @Test("is for arm64 in an app that has nothing else")
  func onlyOne() throws {
    try shop.expect("add @update.gz \(app) --version 1.0 --arch arm64")
    #expect(try shop.expect("add @update.gz \(app) --version 1.1").output.contains("added 1.1 arm64"))
  }
}
