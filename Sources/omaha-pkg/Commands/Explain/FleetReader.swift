internal import Catalog
internal import Console
internal import Reports

/// Reads the machines of a fleet from a file of comma-separated values whose first line names the columns.
struct FleetReader {
  /// The file's name, for messages.
  private let name: String
  private let defaultApp: String?
  private var reader: CSVReader
  private let columns: [FleetColumn]

  /// Opens a file, `-` for standard input, and reads its first line.
  ///
  /// - Parameter defaultApp: the app of machines that name none.
  init(path: String, defaultApp: String?) throws {
    let file = try InputFile(path: path)
    let name = file.name
    self.name = name
    self.defaultApp = defaultApp
    let reporter = ProgressReporter(label: "reading \(name)")
    let total = file.size
    var done: UInt64 = 0
    do {
      reader = try CSVReader {
        let bytes = try file.read(atMost: 1 << 16)
        done &+= UInt64(bytes.count)
        // Of a pipe nobody knows how much is left.
        if total > 0 { reporter.report(done: done, total: max(total, done)) }
        return bytes
      }
      guard let header = try reader.next() else {
        throw CSVReader.Fault(line: 1, message: "empty: the first line is to name the columns")
      }
      columns = try Self.columns(header)
    } catch let fault as CSVReader.Fault {
      throw Self.failure(name, fault, hint: "the columns are \(FleetColumn.names)")
    }
    guard columns.contains(.app) || defaultApp != nil else {
      throw CommandFailure(
        "\(name): there is no column app", hint: "--app names the app of machines that name none",
        exitCode: CommandFailure.usage)
    }
  }

  private static func columns(_ header: CSVReader.Record) throws(CSVReader.Fault) -> [FleetColumn] {
    let columns = header.values.map { FleetColumn(name: $0) }
    let unknown = zip(header.values, columns).filter { $1 == nil }.map(\.0.quoted)
    if header.values.count == 1, let text = header.values.first, columns == [nil] {
      for (sign, name) in [(";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")] where text.contains(sign) {
        throw CSVReader.Fault(line: header.line, message: "the values are separated by \(name), and not by commas")
      }
    }
    guard unknown.isEmpty else {
      let names = unknown.prefix(10).joined(separator: ", ")
      throw CSVReader.Fault(
        line: header.line, message: "unknown \(unknown.count == 1 ? "column" : "columns") \(names)")
    }
    let known = columns.compactMap(\.self)
    if let second = known.enumerated().first(where: { known.prefix($0).contains($1) })?.element {
      throw CSVReader.Fault(line: header.line, message: "a second column \(second.rawValue)")
    }
    guard known.contains(.version) else {
      throw CSVReader.Fault(line: header.line, message: "there is no column version")
    }
    return known
  }

  /// The next machine; nil at the end.
  mutating func next() throws -> DescribedMachine? {
    do {
      guard let record = try reader.next() else { return nil }
      guard record.values.count == columns.count else {
        throw CSVReader.Fault(
          line: record.line,
          message: "\(quantity(record.values.count, "value")) for \(quantity(columns.count, "column"))")
      }
      var machine = DescribedMachine()
      for (column, value) in zip(columns, record.values) where !column.set(value, of: &machine) {
        throw CSVReader.Fault(line: record.line, message: "\(column.rawValue) cannot be \(value.quoted)")
      }
      if machine.app.isEmpty {
        guard let defaultApp else { throw CSVReader.Fault(line: record.line, message: "no app") }
        machine.app = defaultApp
      }
      return machine
    } catch let fault as CSVReader.Fault {
      throw Self.failure(name, fault)
    }
  }

  private static func failure(_ name: String, _ fault: CSVReader.Fault, hint: String? = nil) -> CommandFailure {
    CommandFailure("\(name):\(fault.line): \(fault.message)", hint: hint, exitCode: CommandFailure.checkFailed)
  }
}
