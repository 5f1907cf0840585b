internal import Catalog
internal import Foundation

/// Makes readable lines of what the servers of `serve` write: checks and reports from omaha-fcgi's or omaha-cgi's log,
/// downloads from the web server's.
struct ServeLog {
  /// The beginning of a line that has not come in whole.
  private var rest: [UInt8] = []

  /// The readable lines of some more bytes.
  mutating func take(_ bytes: ArraySlice<UInt8>) -> [String] {
    rest += bytes
    guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else {
      // No line of ours is that long.
      if rest.count > 65_536 { rest = [] }
      return []
    }
    let whole = String(decoding: rest[..<end], as: UTF8.self)
    rest.removeFirst(end + 1)
    return whole.split(separator: "\n").compactMap { Self.readable(String($0)) }
  }

  /// A line for people; nil for one that would tell them nothing.
  static func readable(_ line: String) -> String? {
    if line.hasPrefix(FrontDoor.accessMark) { return download(line) }
    if line.hasPrefix("time=") { return decision(pairs(line)) }
    if let busybox = busyboxDownload(line) { return busybox }
    // busybox httpd's other lines, and lighttpd's of its start and end; else servers speak up when something is wrong.
    let isChatter = [" url:/", " response:", "server started", "server stopped"].contains { line.contains($0) }
    return isChatter ? nil : line.escaped
  }

  private static func decision(_ pairs: [String: String]) -> String? {
    let client = pairs["remote"].map { "\($0) " } ?? ""
    let clock = pairs["time"].map { String($0.dropFirst(11).prefix(8)) } ?? now
    if let error = pairs["error"] { return "\(clock) \(client)refused: \(error)" }
    guard pairs["app"] != nil, let outcome = pairs["decision"], let reason = pairs["reason"] else { return nil }
    var text = "\(clock) \(client)\(pairs["machine"].map { "machine \($0) " } ?? "")\(pairs["version"] ?? "")"
    if let track = pairs["track"] { text += " (\(track))" }
    switch outcome {
    case "update": text += ": offered \(pairs["target"] ?? "")"
    case "none": text += pairs["ping"] == nil ? "" : ": ping"
    default: text += ": \(outcome), \(reason)"
    }
    if let events = pairs["events"] { text += "; reports \(events)" }
    return text
  }

  private static func download(_ line: String) -> String? {
    let fields = line.split(separator: " ", maxSplits: 4)
    guard fields.count == 5, let path = fields.last, path.hasPrefix("/packages/") else { return nil }
    let name = path.split(separator: "/").last.map { String($0).escaped } ?? ""
    return "\(now) \(fields[1]) downloads \(name): HTTP \(fields[2]), \(fields[3]) bytes"
  }

  /// `ADDRESS:PORT: url:/packages/…`; its `response:206` comes on a line of its own.
  private static func busyboxDownload(_ line: String) -> String? {
    guard let mark = line.range(of: " url:/packages/"), let client = line.split(separator: " ").first else {
      return nil
    }
    let name = line[mark.upperBound...].split(separator: "/").last.map { String($0).escaped } ?? ""
    return "\(now) \(client.dropLast()) downloads \(name)"
  }

  /// Takes a line of the log apart. Its values are escaped, and stay so.
  private static func pairs(_ line: String) -> [String: String] {
    var pairs: [String: String] = [:]
    var rest = line[...]
    while let equals = rest.firstIndex(of: "=") {
      let key = rest[..<equals].drop { $0 == " " }
      rest = rest[rest.index(after: equals)...]
      let value: Substring
      if rest.first == "\"" {
        rest = rest.dropFirst()
        var end = rest.startIndex
        while end < rest.endIndex, rest[end] != "\"" {
          end = rest.index(after: end)
          if end < rest.endIndex, rest[rest.index(before: end)] == "\\" { end = rest.index(after: end) }
        }
        value = rest[..<end]
        rest = rest[end...].dropFirst()
      } else {
        value = rest.prefix { $0 != " " }
        rest = rest[value.endIndex...]
      }
      pairs[String(key)] = String(value)
    }
    return pairs
  }

  private static var now: String { String(ISO8601DateFormatter().string(from: Date()).dropFirst(11).prefix(8)) }
}
