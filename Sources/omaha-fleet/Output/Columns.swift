internal import Catalog
internal import Console

/// Prints rows in columns as they come; the columns are as wide as the first rows need.
///
/// A fleet has more rows than should be kept to measure them all.
struct Columns {
  /// How many rows are measured.
  private static let measured = 500

  private var rows: [[String]] = []
  private var widths: [Int] = []
  private let print: (String) -> Void

  /// Columns with a heading each.
  ///
  /// - Parameter print: What a line is printed by.
  init(_ headings: String..., print: @escaping (String) -> Void = { Swift.print($0) }) {
    rows = [headings]
    self.print = print
  }

  /// Adds a row. What could move the cursor is escaped.
  mutating func add(_ cells: String...) {
    let cells = cells.map { $0.isEmpty ? "-" : $0.escaped }
    guard widths.isEmpty else { return write(cells) }
    rows.append(cells)
    if rows.count > Self.measured { writeMeasured() }
  }

  /// Prints what was not printed yet.
  mutating func finish() { if widths.isEmpty { writeMeasured() } }

  private mutating func writeMeasured() {
    widths = rows[0].indices.map { column in rows.map { $0[column].columns }.max() ?? 0 }
    for row in rows { write(row) }
    rows = []
  }

  private func write(_ cells: [String]) {
    var line = ""
    for (cell, width) in zip(cells.dropLast(), widths) {
      line += cell + String(repeating: " ", count: max(0, width - cell.columns) + 2)
    }
    print(line + (cells.last ?? ""))
  }
}
