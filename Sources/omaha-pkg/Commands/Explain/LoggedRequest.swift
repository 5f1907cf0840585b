internal import Catalog
internal import Console
internal import FoundationEssentials
internal import Gateway
internal import Omaha
internal import Reports

/// A request as a line of the server's log tells it, logfmt or JSON, also behind what journald or a web server puts before it.
struct LoggedRequest {
  let request: Request
  let answer: LoggedAnswer
  let time: Timestamp
  /// What is not as it was, for people.
  let notices: [String]

  /// The longest line that is read, in bytes.
  private static let maximumLength = 1 << 16

  /// Reads the line, or the only line of standard input that is about an app when it is `-`.
  init(_ line: String) throws {
    guard line == "-" else {
      try self.init(LogValues(line))
      return
    }
    let lines = Self.records(in: try Self.standardInput()).compactMap { try? LogValues($0) }
    let decisions = lines.filter { $0["app"] != nil }
    guard decisions.count < 2 else {
      throw CommandFailure(
        "standard input has \(decisions.count) lines of the log", hint: "choose one, such as the last: `tail -n 1`",
        exitCode: CommandFailure.usage)
    }
    guard let values = decisions.first ?? lines.first else {
      throw Self.noLine("standard input has no line of the log")
    }
    try self.init(values)
  }

  private static func standardInput() throws -> String {
    let file = try InputFile(path: "-")
    var bytes: [UInt8] = []
    while bytes.count < 16 * maximumLength {
      let piece = try file.read(atMost: maximumLength)
      if piece.isEmpty { return String(decoding: bytes, as: UTF8.self) }
      bytes += piece
    }
    throw CommandFailure("standard input is too long", hint: "choose one line", exitCode: CommandFailure.usage)
  }

  /// The lines of a text, and each JSON object that is written over several as one.
  private static func records(in text: String) -> [String] {
    var records: [String] = []
    var object: String?
    for line in text.split(separator: "\n") {
      if line == "{" { object = "" }
      guard let begun = object else {
        records.append(String(line))
        continue
      }
      object = begun + line + "\n"
      guard line == "}" || line == "}," else { continue }
      records.append(begun + "}")
      object = nil
    }
    return records
  }

  private static func noLine(_ message: String) -> CommandFailure {
    CommandFailure(
      message, hint: "it is one that omaha-fcgi has logged: time=… level=… app=…, or the same as JSON",
      exitCode: CommandFailure.usage)
  }

  private init(_ values: LogValues) throws {
    if let error = values["error"], values["app"] == nil {
      let status = values["status"].map { " with \($0)" } ?? ""
      throw CommandFailure(
        "the request was refused\(status.escaped): \(error.escaped)", hint: "it named no app to decide about",
        exitCode: CommandFailure.checkFailed)
    }
    guard let app = values["app"], let version = values["version"], let decision = values["decision"],
      let reason = values["reason"], let stamp = values["time"], let time = Timestamp(logged: stamp)
    else {
      guard values["app"] != nil else { throw Self.noLine("the line is not about an app") }
      guard let lacking = Self.needed.first(where: { values[$0] == nil }) else {
        throw Self.noLine("its time cannot be read: \((values["time"] ?? "").quoted)")
      }
      throw CommandFailure(
        "the line is not whole: it has no \(lacking)",
        hint: "a terminal or pager may have cut it; `journalctl --no-pager -o cat` prints whole lines",
        exitCode: CommandFailure.usage)
    }
    self.time = time
    answer = LoggedAnswer(
      time: stamp, decision: decision, reason: reason, group: values["group"], target: values["target"],
      release: values["release"])
    var notices: [String] = []
    for key in Self.keys where values[key].map(Self.isCut) == true {
      notices.append("\(key) is longer than the log shows, so the answer may be another")
    }
    if decision == "none" {
      notices.append("the machine asked for no update then; this is what it would be answered if it did")
    }
    var machine = DescribedMachine()
    machine.app = app
    machine.version = version
    machine.track = values["track"]
    machine.board = values["board"]
    machine.arch = values["arch"]
    machine.oem = values["oem"]
    machine.platform = values["platform"]
    machine.machine = values["machine"]
    machine.alias = values["alias"]
    machine.isDeltaOkay = values.flag("delta_okay")
    machine.isMultiManifestOkay = values.flag("multi_manifest_ok")
    machine.targetVersionPrefix = values["targetversionprefix"].map { TargetVersionPrefix(sent: $0) }
    machine.isRollbackAllowed = values.flag("rollback_allowed")
    machine.isUpdateDisabled = values.flag("updatedisabled")
    machine.isSyncer = values["syncer"] == "yes"
    request = machine.request
    self.notices = notices
  }

  /// What every line about an app has.
  private static let needed = ["version", "decision", "reason", "time"]

  /// What a decision depends on.
  private static let keys = [
    "app", "machine", "alias", "version", "track", "board", "arch", "oem", "platform", "targetversionprefix",
  ]

  private static func isCut(_ value: String) -> Bool {
    value.hasSuffix("...") && value.utf8.count > LogLine.maximumValueLength
  }
}

extension Timestamp {
  /// The second of a line of the log, which has milliseconds.
  fileprivate init?(logged text: String) {
    self.init(text.prefix(19) + "Z")
  }
}

/// The values of a line of the log, without their escapes.
private struct LogValues {
  private let values: [String: String]

  /// - Throws: when there is no line of the log in the text.
  init(_ text: String) throws(CommandFailure) { values = try Self.values(in: text) }

  private static func values(in text: String) throws(CommandFailure) -> [String: String] {
    guard text.utf8.count <= 1 << 16 else {
      throw CommandFailure("the line is longer than 65536 bytes", exitCode: CommandFailure.usage)
    }
    if let values = found(in: text, depth: 0) { return values }
    throw CommandFailure(
      "this is no line of the log: \(text.prefix(80).description.quoted)",
      hint:
        "it begins with time=, or is a JSON object; a shell needs it in single quotes, or give - and the line on standard input",
      exitCode: CommandFailure.usage)
  }

  /// The values of the line that is in a text; nil when there is none.
  private static func found(in text: String, depth: Int) -> [String: String]? {
    // What collects logs puts a line into a value of its own, and another collector that into one.
    guard depth < 4 else { return nil }
    if let values = object(in: text) {
      for key in ["MESSAGE", "log", "message", "msg"] {
        if let inner = values[key].flatMap({ found(in: $0, depth: depth + 1) }) { return inner }
      }
      return values
    }
    let starts = starts(in: text)
    var lines = starts.compactMap { pairs(in: text[$0...]) }
    // One that ends in a quoted value was cut; it is read to say so.
    if lines.isEmpty { lines = starts.compactMap { pairs(in: text[$0...], isCut: true) }.filter { $0["app"] != nil } }
    let dated = lines.filter { $0["time"].flatMap { Timestamp(logged: $0) } != nil }
    return dated.first { $0["app"] != nil } ?? dated.first ?? lines.first
  }

  private static func object(in text: String) -> [String: String]? {
    guard let end = text.lastIndex(of: "}") else { return nil }
    // A collector's prefix may have braces of its own.
    for start in text[..<end].indices.lazy.filter({ text[$0] == "{" }).prefix(8) {
      let object = try? JSONDecoder().decode([String: Scalar].self, from: Data(text[start...end].utf8))
      if let object { return object.compactMapValues(\.text) }
    }
    return nil
  }

  /// Where a line may begin: at `time=`, whatever stands before it that is no part of a word.
  private static func starts(in text: String) -> [String.Index] {
    text.ranges(of: "time=").prefix(16).map(\.lowerBound).filter { start in
      guard start > text.startIndex else { return true }
      let before = text[text.index(before: start)]
      return !before.isLetter && !before.isNumber && !"_-.".contains(before)
    }
  }

  subscript(key: String) -> String? { values[key] }

  func flag(_ key: String) -> Bool? { values[key].flatMap { Bool($0) } }

  /// The pairs of a line; nil when it is broken. The first of a key counts.
  ///
  /// - Parameter isCut: Whether those count that stand before a value that does not end.
  private static func pairs(in line: Substring, isCut: Bool = false) -> [String: String]? {
    var pairs: [String: String] = [:]
    var rest = line.unicodeScalars[...]
    while true {
      rest = rest.drop { " \t\n\r".unicodeScalars.contains($0) }
      let key = rest.prefix { $0 != "=" && $0 != " " && $0 != "\"" }
      rest = rest[key.endIndex...]
      // Apache writes the program's path behind the line.
      guard rest.popFirst() == "=" else { return pairs }
      var value = String.UnicodeScalarView()
      if rest.first == "\"" {
        rest.removeFirst()
        guard unescape(&rest, into: &value) else { return isCut ? pairs : nil }
      } else {
        // A web server writes the line in quotes.
        let bare = rest.prefix { !" \t\n\r\"".unicodeScalars.contains($0) }
        rest = rest[bare.endIndex...]
        value.append(contentsOf: bare)
      }
      if pairs[String(key)] == nil { pairs[String(key)] = String(value) }
    }
  }

  /// Takes a quoted value up to its closing quote; false when there is none.
  private static func unescape(
    _ rest: inout Substring.UnicodeScalarView, into value: inout String.UnicodeScalarView
  ) -> Bool {
    while let scalar = rest.popFirst() {
      if scalar == "\"" { return true }
      guard scalar == "\\" else {
        value.append(scalar)
        continue
      }
      switch rest.popFirst() {
      case "n": value.append("\n")
      case "r": value.append("\r")
      case "t": value.append("\t")
      case "u":
        let digits = rest.dropFirst().prefix { $0 != "}" }
        guard rest.first == "{", let code = UInt32(String(digits), radix: 16), let scalar = Unicode.Scalar(code) else {
          return false
        }
        value.append(scalar)
        rest = rest[digits.endIndex...].dropFirst()
      case let other?: value.append(other)
      case nil: return false
      }
    }
    return false
  }

  /// A value of a JSON object; what is neither text, number nor truth value is left out.
  private struct Scalar: Decodable {
    let text: String?

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self) {
        self.text = text
      } else if let flag = try? container.decode(Bool.self) {
        text = "\(flag)"
      } else {
        text = (try? container.decode(Int.self)).map { "\($0)" }
      }
    }
  }
}
