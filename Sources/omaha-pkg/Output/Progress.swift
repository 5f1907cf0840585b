/// How far some work is, as one line for a terminal. Pure: time comes from outside.
struct Progress {
  /// What is being worked on; shown first, cut when the terminal is narrow.
  let label: String
  /// Bytes.
  let done: UInt64
  /// Bytes; at least `done`.
  let total: UInt64
  /// Seconds since the work began.
  let elapsed: Double

  private var fraction: Double { total == 0 ? 1 : min(1, Double(done) / Double(total)) }

  /// Bytes per second.
  private var rate: Double { elapsed > 0 ? Double(done) / elapsed : 0 }

  /// The line, in at most `width` columns: `update.gz [====>     ] 42 % 430.1 MiB of 1.0 GiB, 1.2 GiB/s, 0:01 left`.
  func line(width: Int) -> String {
    let percent = Int(fraction * 100)
    var facts = "\(percent) % \(byteQuantity(done)) of \(byteQuantity(total)), \(byteQuantity(UInt64(rate)))/s"
    if rate > 0, done < total { facts += ", \(Self.clock(Double(total - done) / rate)) left" }
    let room = width - facts.count - label.count - 4
    guard room >= 10 else { return String("\(label) \(facts)".suffix(width)) }
    let bar = min(room, 40)
    let filled = Int(fraction * Double(bar))
    var drawing = String(repeating: "=", count: filled)
    if filled < bar { drawing += ">" }
    drawing += String(repeating: " ", count: bar - drawing.count)
    return "\(label) [\(drawing)] \(facts)"
  }

  /// `1:02:03`, or `2:03` below an hour.
  private static func clock(_ seconds: Double) -> String {
    let all = Int(min(seconds.rounded(.up), 359_999))
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let minutes = "\(all / 60 % 60)"
    if all < 3600 { return "\(minutes):\(padded(all % 60))" }
    return "\(all / 3600):\(padded(all / 60 % 60)):\(padded(all % 60))"
  }
}

/// `17 bytes`, `365.0 KiB`, `1.2 GiB`.
func byteQuantity(_ bytes: UInt64) -> String {
  guard bytes >= 1024 else { return bytes == 1 ? "1 byte" : "\(bytes) bytes" }
  var value = Double(bytes) / 1024
  var units = ["KiB", "MiB", "GiB", "TiB", "PiB"][...]
  while value >= 1023.95, units.count > 1 {
    value /= 1024
    units.removeFirst()
  }
  let tenths = Int((value * 10).rounded())
  return "\(tenths / 10).\(tenths % 10) \(units.first ?? "EiB")"
}
