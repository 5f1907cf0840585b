@testable internal import FastCGI

/// What a web server sends, before libfcgi sees it: the scanner's verdicts stay within the bytes that are there, make progress, and
/// are the same however the bytes arrive.
struct RecordsTarget: FuzzTarget {
  static let name = "records"

  func check(_ input: [UInt8]) throws {
    let whole = try verdicts(input, arriving: input.count)
    for step in [1, 7, 64] where input.count < 2_048 {
      try require(try verdicts(input, arriving: step) == whole, "other verdicts when \(step) bytes arrive at a time")
    }
  }

  /// Takes the bytes as the server does, until nothing more can be made of them.
  private func verdicts(_ input: [UInt8], arriving step: Int) throws -> [String] {
    var scanner = RequestScanner(parameterLimit: 4_096, maximumConnections: 64)
    var (bytes, arrived): ([UInt8], Int) = ([], 0)
    var verdicts: [String] = []
    while true {
      let verdict = scanner.scan(bytes.span)
      switch verdict {
      case .partial:
        guard arrived < input.count else { return verdicts }
        let end = min(arrived + step, input.count)
        bytes += input[arrived..<end]
        arrived = end
      case .complete(let length):
        try require((1...bytes.count).contains(length), "a request of \(length) of \(bytes.count) bytes")
        verdicts.append("request of \(length), kept open: \(scanner.keepsConnection)")
        bytes.removeFirst(length)
        scanner = RequestScanner(parameterLimit: 4_096, maximumConnections: 64)
      case .foreign(let range, let reply, let closes):
        try require(!range.isEmpty && range.upperBound <= bytes.count, "\(range) of \(bytes.count) bytes")
        try require(reply.count % 8 == 0 || reply.count < 128, "a reply of \(reply.count) bytes")
        verdicts.append("\(range.count) foreign, reply \(reply), closes: \(closes)")
        bytes.removeSubrange(range)
        scanner.forget(range.count)
        if closes { return verdicts }
      case .padding(let range, let header):
        try require(
          (1...255).contains(range.count) && range.upperBound <= bytes.count, "\(range) of \(bytes.count) bytes")
        try require(Int(bytes[header + 6]) == range.count, "no padding in the header at \(header)")
        bytes[header + 6] = 0
        bytes.removeSubrange(range)
        scanner.forget(range.count)
      case .invalid(let fault):
        verdicts.append("invalid")
        try require(!fault.rawValue.isEmpty, "no fault")
        return verdicts
      }
    }
  }
}
