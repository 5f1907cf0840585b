import Testing

@testable import FleetPages

/// How metrics are written.
@Suite struct MetricsFormatTests {
  @Test(
    "OpenMetrics is for whoever asks for it, the text format for everybody else",
    arguments: [
      ("", .text), ("*/*", .text), ("text/html, */*;q=0.1", .text), ("text/plain;version=0.0.4", .text),
      ("application/openmetrics-text", .openMetrics), ("APPLICATION/OpenMetrics-Text ; Version=1.0.0", .openMetrics),
      ("application/openmetrics-text;version=\"1.0.0\"", .openMetrics),
      ("application/openmetrics-text;version=0.0.1", .text), ("application/openmetrics-text;version=2.0.0", .text),
      ("application/openmetrics-text;q=0", .text), ("application/openmetrics-text;q=x", .text),
      ("application/openmetrics-text;q=0.5,text/plain;q=0.6", .text),
      ("text/plain;q=0.5,application/openmetrics-text;q=0.5", .openMetrics),
      // Prometheus 2.42 and 3.5.
      (
        """
        application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,\
        */*;q=0.1
        """, .openMetrics
      ),
      (
        """
        application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,\
        text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1
        """, .openMetrics
      ),
      (String(repeating: "application/openmetrics-text;q=0,", count: 100_000), .text),
    ] as [(String, MetricsFormat)])
  func negotiation(accept: String, format: MetricsFormat) { #expect(MetricsFormat(accepting: accept) == format) }

  private static var families: [MetricFamily] {
    var counter = MetricFamily("omaha_things", .counter, "What there was.")
    counter.add(7, [Label("version", "a\"b\\c\nd"), Label("group", "")])
    counter.add(9)
    var gauge = MetricFamily("omaha_size_bytes", .gauge, "How much there is.")
    gauge.add(0.25)
    return [counter, gauge]
  }

  @Test("The text format says a counter's whole name, and escapes what would end a value or a line")
  func text() {
    #expect(
      String(decoding: MetricsFormat.text.page(Self.families), as: UTF8.self) == #"""
        # HELP omaha_things_total What there was.
        # TYPE omaha_things_total counter
        omaha_things_total{version="a\"b\\c\nd",group=""} 7
        omaha_things_total 9
        # HELP omaha_size_bytes How much there is.
        # TYPE omaha_size_bytes gauge
        omaha_size_bytes 0.25

        """#)
  }

  @Test("OpenMetrics says the family's name, and where the page ends")
  func openMetrics() {
    #expect(
      String(decoding: MetricsFormat.openMetrics.page(Self.families), as: UTF8.self) == #"""
        # HELP omaha_things What there was.
        # TYPE omaha_things counter
        omaha_things_total{version="a\"b\\c\nd",group=""} 7
        omaha_things_total 9
        # HELP omaha_size_bytes How much there is.
        # TYPE omaha_size_bytes gauge
        omaha_size_bytes 0.25
        # EOF

        """#)
  }

  @Test("A value is at most 128 bytes of whole characters, without any that could end the page")
  func values() {
    #expect(LabelValue(String(repeating: "ä", count: 1_000)).text == String(repeating: "ä", count: 64))
    #expect(LabelValue("x" + String(repeating: "ä", count: 1_000)).text.utf8.count == 127)
    #expect(LabelValue("\0a\r\u{1B}[2J\u{7F}\u{85}\n").text == "\u{FFFD}a\u{FFFD}\u{FFFD}[2J\u{FFFD}\u{FFFD}\n")
    #expect(LabelValue(-1) == .other && LabelValue(Int64(0)).text == "0")
  }
}
