import Foundation
import TestSupport

extension Workshop {
  /// A moment so many hours before now, RFC 3339.
  static func ago(_ hours: Double) -> String {
    Date(timeIntervalSinceNow: -hours * 3_600).formatted(.iso8601)
  }

  /// Lets everything that was promoted or pinned have been so many hours ago, in `app.xml` and in the history.
  func age(since hours: Double) throws {
    let file = "root/catalog/\(Self.app)/"
    let since = Self.ago(hours)
    try folder.write(
      try appXML().replacing(#/since="[^"]*"/#, with: "since=\"\(since)\""), to: file + "app.xml")
    try folder.write(
      try folder.text(file + "history.jsonl").replacing(#/since=\\"[^"\\]*\\"/#, with: "since=\\\"\(since)\\\""),
      to: file + "history.jsonl")
  }

  /// Lets the last change have been made so many hours ago.
  func age(lastChange hours: Double) throws {
    let file = "root/catalog/\(Self.app)/history.jsonl"
    var lines = try folder.text(file).split(separator: "\n").map(String.init)
    lines.append(lines.removeLast().replacing(#/"time":"[^"]*"/#, with: "\"time\":\"\(Self.ago(hours))\""))
    try folder.write(lines.joined(separator: "\n") + "\n", to: file)
  }
}
