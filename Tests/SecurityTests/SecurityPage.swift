import Foundation

/// `deploy/SECURITY.md` as a program reads it, and the files that it speaks of.
struct SecurityPage {
  /// One line of a table: the cells between the bars.
  struct Row {
    /// The first cells of the table's first line.
    let heading: [String]
    let cells: [String]

    /// What stands between backquotes in a cell.
    func quoted(_ index: Int) -> [String] {
      cells[index].split(separator: "`", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
  }

  /// The top of the repository.
  static let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  let rows: [Row]

  init() throws {
    var rows: [Row] = []
    var heading: [String] = []
    for line in try Self.text(of: "deploy/SECURITY.md").components(separatedBy: "\n") {
      guard line.hasPrefix("|") else {
        heading = []
        continue
      }
      let cells = line.dropFirst().dropLast().components(separatedBy: "|").map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      if heading.isEmpty {
        heading = cells
      } else if !cells.allSatisfy({ $0 == "---" }) {
        rows.append(Row(heading: heading, cells: cells))
      }
    }
    self.rows = rows
  }

  /// The text of a file of the repository.
  static func text(of path: String) throws -> String {
    try String(contentsOfFile: "\(top)/\(path)", encoding: .utf8)
  }

  /// Every test of the repository, as `Suite.function` with the name of its file or of a type in it.
  static func tests() throws -> Set<String> {
    var tests: Set<String> = []
    let files = FileManager.default.enumerator(atPath: "\(top)/Tests")
    while let path = files?.nextObject() as? String {
      guard path.hasSuffix(".swift"), !path.contains(".build") else { continue }
      let lines = try text(of: "Tests/\(path)").components(separatedBy: "\n")
      var suites: Set = [String(path.split(separator: "/").last?.dropLast(6) ?? "")]
      var functions: Set<String> = []
      var isTest = false
      for line in lines {
        let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "@") }.map(String.init)
        if let index = words.firstIndex(where: { ["struct", "class", "enum"].contains($0) }), index + 1 < words.count {
          suites.insert(words[index + 1])
        }
        if words.first == "@Test" { isTest = true }
        if isTest, let index = words.firstIndex(of: "func"), index + 1 < words.count {
          functions.insert(words[index + 1])
          isTest = false
        }
      }
      for suite in suites { tests.formUnion(functions.map { "\(suite).\($0)" }) }
    }
    return tests
  }
}
