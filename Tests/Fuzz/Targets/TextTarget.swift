@testable internal import Catalog
@testable internal import CatalogEditing
@testable internal import Gateway
internal import Omaha
internal import UpdateService

/// The small values that are written as text, all of them tried on one line; the second line is a name that some need. What is read
/// is written so that it reads as the same.
struct TextTarget: FuzzTarget {
  static let name = "text"

  func check(_ input: [UInt8]) throws {
    let lines = input.split(separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
    let text = String(decoding: lines[0], as: UTF8.self)
    try again(text, Timestamp.init, \.description)
    try again(text, LocalTime.init, \.description)
    try again(text, Period.init(_:), \.description)
    try again(text, { Share(percent: $0) }, \.percent)
    try again(text, Weekdays.init, \.description) { !$0.isEmpty }
    try again(text, { Window.minutes($0) }, { Window.text(minutes: $0) })
    try again(text, ApplicationID.init, \.key)
    try again(text, TargetVersionPrefix.init, \.text)
    try again(text, BaseURL.init, \.text)
    try again(text, Codebase.init, \.text)
    try again(text, { Architecture(alias: $0) }, \.rawValue)
    try again(text, ReleaseKey.init(fileName:), \.fileName)
    _ = (Architecture(board: text), Architecture(servicePack: text), Rollout.steps(text), MediaType(text))
    _ = (WindowText(text), BlackoutText(text))
    for host in [true, false] {
      guard let url = BaseURL(isSecure: host, host: text) else { continue }
      let isPlain = url.text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"<>&\"'".utf8.contains($0) }
      try require(isPlain, "the host \(text)")
    }
    try digests(text)
    try machines(Array(input), named: text)
    if lines.count == 2, let app = ApplicationID(FuzzRepository.app), let version = Version("1.0") {
      let id = String(decoding: lines[1], as: UTF8.self)
      let bucket = RolloutBucket(app: app, version: version, machineID: id)
      try require(Share.all.includes(bucket) && !Share.none.includes(bucket), "the bucket of \(id)")
    }
  }

  private func again<Value: Equatable>(
    _ text: String, _ read: (String) -> Value?, _ write: (Value) -> String,
    where isWritable: (Value) -> Bool = { _ in true }
  ) throws {
    guard let value = read(text), isWritable(value) else { return }
    let written = write(value)
    try require(read(written) == value, "\(Value.self) \(text) is written \(written)")
  }

  private func digests(_ text: String) throws {
    for count in [20, 32] {
      for digest in [Digest.base64(text, count: count), Digest.hexadecimal(text, count: count)] {
        try require(digest == nil || digest?.count == count, "a digest of \(digest?.count ?? 0) bytes")
      }
    }
  }

  private func machines(_ input: [UInt8], named text: String) throws {
    let lines = input.count { $0 == UInt8(ascii: "\n") } + 1
    var faults: [Int] = []
    let list = MachineList(file: "canary.txt", text: input) { line, _ in faults.append(line) }
    try require(
      list.count + faults.count <= lines, "\(list.count) machines and \(faults.count) faults in \(lines) lines")
    try require(faults.allSatisfy { (1...lines).contains($0) }, "faults \(faults) of \(lines) lines")
    let id = MachineID(text)
    _ = list.contains(id)
    try require(MachineID(id.text) == id, "the machine \(text)")
  }
}
