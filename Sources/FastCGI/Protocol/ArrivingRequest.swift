/// A request that comes in pieces, as far as it is there, without the records between that belong to no request and without
/// padding that libfcgi does not expect.
///
/// However the pieces and the records are cut, each byte is looked at once and moved at most once per piece.
struct ArrivingRequest {
  /// What there is to do next.
  enum Step {
    /// Wait for more.
    case partial
    /// The request is whole and this long.
    case complete(length: Int)
    /// Records were taken out: send this, and close if `closes`.
    case foreign(reply: [UInt8], closes: Bool)
    /// Close: nothing sensible can follow.
    case invalid(RequestScanner.Fault)
  }

  /// The records, from BEGIN_REQUEST on; whatever was passed and not yet taken out is among them until the next
  /// ``Step/partial`` or ``Step/complete(length:)``.
  private(set) var bytes: [UInt8] = []
  private var scanner: RequestScanner
  private var passed: [Range<Int>] = []

  /// Whether all of the parameters are there.
  var hasParameters: Bool { scanner.hasParameters }

  /// A request before its first byte.
  init(_ scanner: RequestScanner) {
    self.scanner = scanner
  }

  /// Takes the next piece.
  mutating func append(_ piece: some Collection<UInt8>) {
    bytes.append(contentsOf: piece)
  }

  /// Looks at what has come since the last step.
  mutating func next() -> Step {
    while true {
      var scanner = scanner
      let verdict = scanner.scan(bytes.span)
      self.scanner = scanner
      guard case .padding(let range, let header) = verdict else { return step(verdict) }
      bytes[header + RecordHeader.paddingOffset] = 0
      pass(range)
    }
  }

  private mutating func step(_ verdict: RequestScanner.Verdict) -> Step {
    switch verdict {
    case .foreign(let range, let reply, let closes):
      pass(range)
      return .foreign(reply: reply, closes: closes)
    case .partial, .padding:
      takeOutPassed()
      return .partial
    case .complete(let length):
      return .complete(length: length - takeOutPassed())
    case .invalid(let fault):
      return .invalid(fault)
    }
  }

  private mutating func pass(_ range: Range<Int>) {
    // All before the end of an aborted request goes; otherwise the ranges follow each other.
    if range.lowerBound == 0 { passed.removeAll() }
    if let last = passed.last, last.upperBound == range.lowerBound {
      passed[passed.count - 1] = last.lowerBound..<range.upperBound
    } else {
      passed.append(range)
    }
  }

  /// Moves what stays together, in one pass, and returns how many bytes went.
  @discardableResult private mutating func takeOutPassed() -> Int {
    guard let first = passed.first else { return 0 }
    var end = first.lowerBound
    for (index, range) in passed.enumerated() {
      let next = index + 1 < passed.count ? passed[index + 1].lowerBound : bytes.count
      for offset in range.upperBound..<next {
        bytes[end] = bytes[offset]
        end += 1
      }
    }
    let count = bytes.count - end
    bytes.removeLast(count)
    passed.removeAll()
    scanner.forget(count)
    return count
  }
}
