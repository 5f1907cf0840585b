internal import Gateway

/// How metrics are written.
enum MetricsFormat: Hashable {
  /// Prometheus' text format 0.0.4.
  case text
  /// OpenMetrics 1.0, for whoever asks for it.
  case openMetrics

  /// The format for what a client accepts (RFC 9110 §12.5.1): OpenMetrics when it is asked for, and no less than plain text.
  init(accepting accept: String) {
    var openMetrics = 0
    var text = 0
    for range in accept.prefix(4_096).split(separator: ",").prefix(32) {
      let parts = range.split(separator: ";").map { Self.trimmed($0) }
      let parameters = parts.dropFirst().map { $0.filter { $0 != "\"" } }
      let quality = parameters.last { $0.hasPrefix("q=") }.map { Self.thousandths($0.dropFirst(2)) } ?? 1_000
      let version = parameters.first { $0.hasPrefix("version=") }?.dropFirst("version=".count)
      switch parts.first {
      case "application/openmetrics-text" where version == nil || version == "1.0.0":
        openMetrics = max(openMetrics, quality)
      case "text/plain" where version == nil || version == "0.0.4": text = max(text, quality)
      default: break
      }
    }
    self = openMetrics > 0 && openMetrics >= text ? .openMetrics : .text
  }

  /// The header field Content-Type.
  var contentType: String {
    switch self {
    case .text: "text/plain; version=0.0.4; charset=utf-8"
    case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
    }
  }

  private static func trimmed(_ part: Substring) -> String {
    part.lowercased().filter { $0 != " " && $0 != "\t" }
  }

  /// A quality such as `0.75`; 0 when it is none.
  private static func thousandths(_ text: Substring) -> Int {
    guard let value = Double(text), (0...1).contains(value) else { return 0 }
    return Int(value * 1_000)
  }
}

extension MetricsFormat {
  /// The page.
  func page(_ families: [MetricFamily]) -> [UInt8] {
    var page: [UInt8] = []
    page.reserveCapacity(64 * 1_024)
    for family in families { append(family, to: &page) }
    if self == .openMetrics { page += Array("# EOF\n".utf8) }
    return page
  }

  private func append(_ family: MetricFamily, to page: inout [UInt8]) {
    // The text format says a counter's name in whole, OpenMetrics that of its family.
    let name = self == .text && family.kind == .counter ? family.name + "_total" : family.name
    page += "# HELP \(name) \(family.help)\n# TYPE \(name) \(family.kind.rawValue)\n".utf8
    for sample in family.samples {
      page += family.name.utf8
      page += sample.suffix.utf8
      for (index, label) in sample.labels.enumerated() {
        page.append(UInt8(ascii: index == 0 ? "{" : ","))
        page += label.name.description.utf8
        page += "=\"".utf8
        for byte in label.value.text.utf8 {
          switch byte {
          case UInt8(ascii: "\\"), UInt8(ascii: "\""): page += [UInt8(ascii: "\\"), byte]
          case UInt8(ascii: "\n"): page += "\\n".utf8
          default: page.append(byte)
          }
        }
        page.append(UInt8(ascii: "\""))
      }
      page += "\(sample.labels.isEmpty ? "" : "}") \(sample.value)\n".utf8
    }
  }
}
