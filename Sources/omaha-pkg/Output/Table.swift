internal import Catalog
internal import Console

/// Lines of text in columns.
struct Table {
  /// The columns of a terminal that tables for people fit into.
  static let width = 100

  private var rows: [[String]] = []

  /// Adds a row; control characters are shown as escapes.
  mutating func add(_ cells: String...) { rows.append(cells.map(\.escaped)) }

  /// The rows with their columns aligned, two spaces apart, each after `indent`.
  ///
  /// - Parameter width: How many columns a line may have; nil for as many as it needs. Where cells are wider, the widest columns are
  ///   wrapped between words.
  func text(indent: String = "", width: Int? = nil) -> String {
    let widths = columnWidths(within: width.map { $0 - indent.count })
    var text = ""
    for row in rows {
      let cells = zip(row, widths).map { Self.wrap($0, $1) }
      for index in 0..<(cells.map(\.count).max() ?? 0) {
        var line = indent
        for (cell, width) in zip(cells, widths) {
          let piece = index < cell.count ? cell[index] : ""
          line += piece + String(repeating: " ", count: width - piece.columns + 2)
        }
        while line.last == " " { line.removeLast() }
        text += line + "\n"
      }
    }
    return text
  }

  private func columnWidths(within limit: Int?) -> [Int] {
    var widths: [Int] = []
    for row in rows {
      for (column, cell) in row.enumerated() {
        if column == widths.count { widths.append(0) }
        widths[column] = max(widths[column], cell.columns)
      }
    }
    guard let limit else { return widths }
    var excess = widths.reduce(0) { $0 + $1 + 2 } - 2 - limit
    // The widest gives first, as far as a title needs.
    while excess > 0, let widest = widths.max(), widest > 10, let column = widths.lastIndex(of: widest) {
      widths[column] -= 1
      excess -= 1
    }
    return widths
  }

  /// A cell in lines of at most so many columns, broken at spaces, and within words that are longer than a line.
  static func wrap(_ cell: String, _ width: Int) -> [String] {
    guard cell.columns > width, width > 0 else { return [cell] }
    var lines: [String] = []
    var line = ""
    for word in cell.split(separator: " ") {
      var word = String(word)
      if !line.isEmpty, line.columns + 1 + word.columns <= width {
        line += " " + word
        continue
      }
      if !line.isEmpty { lines.append(line) }
      while word.columns > width {
        var taken = 0
        let piece = word.prefix {
          taken += $0.columns
          return taken <= width
        }
        // A line has one character at least.
        let count = max(piece.count, 1)
        lines.append(String(word.prefix(count)))
        word = String(word.dropFirst(count))
      }
      line = word
    }
    if !line.isEmpty { lines.append(line) }
    return lines
  }
}
