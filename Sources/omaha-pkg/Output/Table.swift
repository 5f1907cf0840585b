internal import Catalog

/// Lines of words in columns.
struct Table {
  private var rows: [[String]] = []

  /// Adds a row; control characters are shown as escapes.
  mutating func add(_ cells: String...) { rows.append(cells.map(\.escaped)) }

  /// The rows with their columns aligned, two spaces apart, each after `indent`.
  func text(indent: String = "") -> String {
    var widths: [Int] = []
    for row in rows {
      for (column, cell) in row.enumerated() {
        if column == widths.count { widths.append(0) }
        widths[column] = max(widths[column], cell.count)
      }
    }
    var text = ""
    for row in rows {
      var line = indent
      for (column, cell) in row.enumerated() {
        line += cell
        if column < row.count - 1 { line += String(repeating: " ", count: widths[column] - cell.count + 2) }
      }
      while line.last == " " { line.removeLast() }
      text += line + "\n"
    }
    return text
  }
}
