/// Makes TZif files, right ones and wrong ones.
struct TZifBuilder {
  var magic = "TZif"
  var version: UInt8 = UInt8(ascii: "2")
  var changes: [(time: Int64, type: UInt8)] = []
  var offsets: [Int32] = [0]
  var footer: String?
  /// Counts that the header states in place of the right ones, by position: UT, standard, leap, time, type, character.
  var lies: [Int: UInt32] = [:]

  /// The file.
  var bytes: [UInt8] {
    guard version > 0 else { return block(timeSize: 4, lies: lies, isEmpty: false) }
    // As zic writes it: the narrow block is there for its form only.
    var bytes = block(timeSize: 4, lies: [:], isEmpty: true) + block(timeSize: 8, lies: lies, isEmpty: false)
    if let footer { bytes += Array("\n\(footer)\n".utf8) }
    return bytes
  }

  private func block(timeSize: Int, lies: [Int: UInt32], isEmpty: Bool) -> [UInt8] {
    let changes = isEmpty ? [] : changes
    let offsets = isEmpty ? [0] : offsets
    var bytes = Array(magic.utf8) + [version] + [UInt8](repeating: 0, count: 15)
    for (index, count) in [0, 0, 0, changes.count, offsets.count, 4].enumerated() {
      bytes += Self.bigEndian(Int64(lies[index] ?? UInt32(count)), size: 4)
    }
    for change in changes { bytes += Self.bigEndian(change.time, size: timeSize) }
    bytes += changes.map(\.type)
    for offset in offsets { bytes += Self.bigEndian(Int64(offset), size: 4) + [0, 0] }
    return bytes + Array("ABC\0".utf8)
  }

  private static func bigEndian(_ value: Int64, size: Int) -> [UInt8] {
    (0..<size).reversed().map { UInt8(truncatingIfNeeded: value >> Int64($0 * 8)) }
  }
}
