import Omaha
import Testing

@Suite("Architecture")
struct ArchitectureTests {
  @Test(
    "is known by many names",
    arguments: [
      ("amd64", Architecture.amd64), ("x64", .amd64), ("x86_64", .amd64), ("x86-64", .amd64), ("X64", .amd64),
      ("arm64", .arm64), ("aarch64", .arm64), ("AArch64", .arm64), ("x86", .x86), ("i386", .x86), ("i686", .x86),
      ("arm", .arm), ("armv7l", .arm), ("armhf", .arm), ("all", .all),
    ])
  func aliases(_ alias: String, _ expected: Architecture) {
    #expect(Architecture(alias: alias) == expected)
  }

  @Test("is nil for other names", arguments: ["", "unknown", "mips", "amd64 ", "x86_64_v3", "{$arch}", "riscv64"])
  func unknownAliases(_ alias: String) {
    #expect(Architecture(alias: alias) == nil)
  }

  @Test(
    "begins a board's name",
    arguments: [
      ("amd64-usr", Architecture.amd64), ("amd64-generic", .amd64), ("arm64-usr", .arm64), ("x86-generic", .x86),
      ("arm-generic", .arm), ("amd64", .amd64), ("x86_64-usr", .amd64), ("x86-64-generic", .amd64), ("", nil),
      ("eve", nil), ("all-usr", nil), ("-amd64", nil), ("zgb-amd64", nil),
    ] as [(String, Architecture?)])
  func boards(_ board: String, _ expected: Architecture?) {
    #expect(Architecture(board: board) == expected)
  }

  @Test(
    "ends update_engine's service pack",
    arguments: [
      ("3510.2.0_x86_64", Architecture.amd64), ("ForcedUpdate_x86_64", .amd64), ("3815.2.0_aarch64", .arm64),
      ("0.11.254.2011_03_09_1814_i686", .x86), ("3.2.3.1595_armv7l", .arm), ("", nil), ("Service Pack 1", nil),
      ("1.0_", nil), ("1.0_all", nil), ("x86_64", nil), (String(repeating: "_", count: 1_000) + "x86_64", .amd64),
    ] as [(String, Architecture?)])
  func servicePacks(_ text: String, _ expected: Architecture?) {
    #expect(Architecture(servicePack: text) == expected)
  }

  @Test("is the board's, else that of os arch, else that of os sp")
  func precedence() {
    func architecture(board: String?, arch: String?, sp: String?) -> Architecture? {
      let app = Request.App(appID: "a", version: "1", board: board)
      let request = Request(os: OperatingSystem(servicePack: sp, architecture: arch), apps: [app])
      return request.architecture(of: app)
    }
    #expect(architecture(board: "arm64-usr", arch: "x64", sp: "1_i686") == .arm64)
    #expect(architecture(board: "eve", arch: "x64", sp: "1_i686") == .amd64)
    #expect(architecture(board: "", arch: "unknown", sp: "1_i686") == .x86)
    #expect(architecture(board: nil, arch: "all", sp: "1_x86_64") == .amd64)
    #expect(architecture(board: nil, arch: nil, sp: nil) == nil)
    let app = Request.App(appID: "a", version: "1")
    #expect(Request(apps: [app]).architecture(of: app) == nil)
  }
}
