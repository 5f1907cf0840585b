@testable internal import Catalog
@testable internal import CatalogEditing
internal import Gateway
internal import Omaha
internal import UpdateService
internal import XML

/// The files of an app, in parts behind lines such as `--- app.xml`, `--- release`, `--- canary.txt` and `--- edits`. They are refused
/// with places, or served: every request is answered, and after every edit the repository still loads.
struct CatalogTarget: FuzzTarget {
  static let name = "catalog"

  private static let now = Timestamp(seconds: 1_795_000_000)
  private let repository: FuzzRepository
  private let request: Request

  init() throws {
    repository = try FuzzRepository()
    let check = UpdateCheck()
    let machines = [("1.0.0", nil), ("2.0.0", "lab-1"), ("2.5.0", "kiosk-7")]
    request = Request(
      os: OperatingSystem(platform: "CoreOS", architecture: "x64"),
      apps: machines.map { version, alias in
        Request.App(
          appID: "{\(FuzzRepository.app)}", version: version, track: "stable", machineID: "kiosk-7",
          machineAlias: alias, board: "amd64-usr", updateCheck: check)
      })
  }

  func check(_ input: [UInt8]) throws {
    let parts = FileParts(input)
    try repository.write("app.xml", parts["app.xml"] ?? Array(FuzzRepository.appText.utf8))
    let release = parts["release"] ?? Array(FuzzRepository.release("4.0.0", "amd64").utf8)
    try repository.write("releases/4.0.0_amd64.xml", release)
    try repository.write("canary.txt", parts["canary.txt"] ?? [])
    guard let catalog = try load() else { return }
    try serve(catalog)
    _ = try catalog.findings(in: Repository(root: repository.root), at: Self.now)
    try edit(parts["edits"] ?? [])
  }

  /// The catalog; nil when it was refused.
  private func load() throws -> Catalog? {
    do throws(CatalogErrors) {
      return try Catalog.load(root: repository.root)
    } catch {
      try require(!error.errors.isEmpty, "refused without an error")
      for error in error.errors {
        try require(error.line >= 0 && !error.message.isEmpty, "\(error)")
        let isLine = error.description.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        try require(isLine, "a control character in \(error)")
      }
      return nil
    }
  }

  private func serve(_ catalog: Catalog) throws {
    let service = UpdateService(catalog: catalog)
    for moment in [Self.now, Timestamp(seconds: 0), Timestamp(seconds: 253_402_300_799)] {
      let answer = service.answer(to: request, at: moment, baseURL: BaseURL("http://updates.example.com"))
      var writer = XMLWriter()
      try answer.render(into: &writer)
      let response = try ResponseDecoder(maximumSize: 1 << 24).decode(writer.bytes)
      try require(response.apps.count == request.apps.count, "\(response.apps.count) answers")
    }
  }

  /// Makes an edit of each byte.
  private func edit(_ bytes: [UInt8]) throws {
    guard !bytes.isEmpty, let app = ApplicationID(FuzzRepository.app) else { return }
    let writer = try RepositoryWriter(Repository(root: repository.root))
    for byte in bytes.prefix(16) {
      var editor: AppEditor
      do {
        editor = try writer.editor(of: app)
        try CatalogEdit.make(byte, in: &editor, now: Self.now)
        try writer.save(editor)
      } catch is RepositoryError {
        continue
      }
      do throws(CatalogErrors) { _ = try Catalog.load(root: repository.root) } catch {
        throw Violation("after edit \(byte): \(error)")
      }
    }
  }
}

/// The parts of an input.
private struct FileParts {
  private var parts: [String: [UInt8]] = [:]

  init(_ input: [UInt8]) {
    var name = "app.xml"
    for line in input.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      if line.starts(with: Array("--- ".utf8)) {
        name = String(decoding: line.dropFirst(4), as: UTF8.self)
        parts[name] = []
      } else {
        parts[name, default: []] += line + [UInt8(ascii: "\n")]
      }
    }
  }

  /// Nil when the input has no such part.
  subscript(name: String) -> [UInt8]? { parts[name] }
}
