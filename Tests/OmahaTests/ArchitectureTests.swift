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
    // What is not known is not overruled by a service pack, which says x86_64 for whatever Nebraska's syncer asks for.
    #expect(architecture(board: "", arch: "riscv64", sp: "1_x86_64") == nil)
    #expect(architecture(board: nil, arch: "Unknown", sp: "1_x86_64") == .amd64)
    #expect(architecture(board: " arm64-usr\r", arch: "x64", sp: nil) == .arm64)
    #expect(architecture(board: nil, arch: "\tx64\r\n", sp: nil) == .amd64)
    #expect(architecture(board: nil, arch: "", sp: "1_aarch64\r") == .arm64)
    let app = Request.App(appID: "a", version: "1")
    #expect(Request(apps: [app]).architecture(of: app) == nil)
  }

  @Test(
    "is arm64 where the word arm can mean nothing else",
    arguments: [
      ("arm", "CoreOS", nil, true, Architecture.arm64), ("ARM ", "coreos", "", true, .arm64),
      ("arm", "CoreOS", "amd64-usr", true, .amd64), ("arm", "win", nil, false, .arm64),
      ("arm", nil, nil, false, .arm64),
      ("arm", "win", nil, true, .arm), ("arm", "CoreOS Linux", nil, true, .arm), ("arm", nil, nil, true, .arm),
      ("armv7l", "CoreOS", nil, false, .arm), ("armhf", nil, nil, false, .arm),
      ("arm", nil, "arm-generic", false, .arm),
      ("arm64", nil, nil, false, .arm64),
    ] as [(String, String?, String?, Bool, Architecture)])
  func arm(arch: String, platform: String?, board: String?, hasARM: Bool, expected: Architecture) {
    let app = Request.App(appID: "a", version: "1", board: board)
    let system = OperatingSystem(platform: platform, servicePack: "3510.2.0_x86_64", architecture: arch)
    #expect(Request(os: system, apps: [app]).architecture(of: app, hasARM: hasARM) == expected)
  }
}
