/// The machines that an operator has listed in a file beside `app.xml` (`<machines file="canary.txt"/>`).
///
/// One ID a line, in any spelling of ``MachineID``; what follows a `#` is a comment. 32-digit IDs are kept as sorted
/// numbers: 100,000 of them take 1.6 MB, and a look-up 17 steps.
public final class MachineList: Sendable {
  /// The name of the file.
  public let file: String
  package let numbers: [UInt128]
  package let others: Set<String>

  /// The largest file that is read, in bytes: about a million machines.
  package static let maximumSize = 1 << 25

  private init(file: String, numbers: [UInt128], others: Set<String>) {
    self.file = file
    let sorted = numbers.sorted()
    self.numbers = sorted.indices.filter { $0 == 0 || sorted[$0] != sorted[$0 - 1] }.map { sorted[$0] }
    self.others = others
  }

  /// A list that has not been read.
  convenience init(file: String) { self.init(file: file, numbers: [], others: []) }

  /// How many machines are on it, each counted once.
  public var count: Int { numbers.count + others.count }

  /// The ID of one of the machines; nil when there is none.
  ///
  /// - Parameter prefix: what it has to begin with.
  package func anyone(_ prefix: MachineID?) -> String? {
    let texts = numbers.lazy.map { number in
      let digits = String(number, radix: 16)
      return String(repeating: "0", count: 32 - digits.utf8.count) + digits
    }
    let start = prefix?.text ?? ""
    return texts.first { $0.hasPrefix(start) } ?? others.sorted().first { $0.hasPrefix(start) }
  }

  /// Whether a machine is listed.
  public func contains(_ id: MachineID) -> Bool {
    guard let number = id.number else { return others.contains(id.text) }
    var low = 0
    var high = numbers.count
    while low < high {
      let middle = (low + high) / 2
      if numbers[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low < numbers.count && numbers[low] == number
  }
}

extension MachineList: Hashable {
  /// Whether both list the same machines in a file of the same name.
  public static func == (left: MachineList, right: MachineList) -> Bool {
    left === right || left.file == right.file && left.numbers == right.numbers && left.others == right.others
  }

  /// Feeds the file's name and the number of machines.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(file)
    hasher.combine(count)
  }
}

extension MachineList {
  /// Reads a list.
  ///
  /// - Parameter report: called with line and fault of everything that is not an ID.
  package convenience init(file: String, text: [UInt8], report: (Int, String) -> Void) {
    var numbers: [UInt128] = []
    var others: Set<String> = []
    var line = 0
    // What some editors put before everything else is no part of the first ID.
    var rest = text.starts(with: [0xEF, 0xBB, 0xBF]) ? text[3...] : text[...]
    while !rest.isEmpty {
      line += 1
      let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
      let content = rest[..<end].prefix { $0 != UInt8(ascii: "#") }
      rest = rest[min(end + 1, rest.endIndex)...]
      guard let first = content.firstIndex(where: { !Self.isSpace($0) }),
        let last = content.lastIndex(where: { !Self.isSpace($0) })
      else { continue }
      let id = content[first...last]
      // Most IDs are numbers: a hundred thousand of them are read without a text each.
      if let number = MachineID.number(of: id.span) {
        numbers.append(number)
      } else if id.count > 256 {
        report(line, "an ID is longer than 256 bytes")
      } else if !id.allSatisfy({ (0x21...0x7E).contains($0) }) {
        report(line, "an ID has a space, a control character or one beyond ASCII")
      } else if id.contains(where: Self.isSeparator) {
        // A list that was exported from a table: no machine has such an ID, so the whole list would be silently in vain.
        report(line, "an ID has a comma, a semicolon or a quotation mark: a list has one ID a line and nothing else")
      } else {
        others.insert(MachineID(String(decoding: id, as: UTF8.self)).text)
      }
    }
    self.init(file: file, numbers: numbers, others: others)
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }

  private static func isSeparator(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
  }

  /// What keeps a text from naming a list's file, as a clause; nil when it can.
  public static func fault(inFileName name: String) -> String? {
    let bytes = name.utf8
    if bytes.isEmpty || bytes.count > 128 { return "is empty or longer than 128 bytes" }
    if bytes.first == UInt8(ascii: ".") || name == "app.xml" || name == "releases" {
      return "begins with a dot or is a name that the catalog uses itself"
    }
    let isPlain = bytes.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"): true
      default: false
      }
    }
    return isPlain ? nil : "has more than letters, digits, \".\", \"_\" and \"-\": it is a file beside app.xml"
  }
}
