internal import Gateway

/// A FastCGI request as the gateway sees it.
struct FastCGIExchange: Exchange {
  private let request: FastCGIRequest

  /// An exchange over a request that `accept(from:)` has read.
  init(_ request: FastCGIRequest) {
    self.request = request
  }

  func parameter(_ name: StaticString) -> String? {
    request.parameter(name)
  }

  mutating func readBody(into buffer: inout [UInt8], atMost count: Int) -> Int {
    request.readBody(into: &buffer, atMost: count)
  }

  /// An empty STDIN record ends it.
  var endsBody: Bool { true }
}
