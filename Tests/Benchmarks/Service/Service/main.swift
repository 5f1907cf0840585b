internal import Catalog
internal import Gateway
internal import Glibc
internal import Journal
internal import Omaha
internal import UpdateService
internal import XML

// Answers one request over and over, for callgrind: see Tests/Benchmarks/service.
//
//   service parse|answer|gateway ROOT REQUEST TIMES
//   service gateway ROOT REQUEST TIMES FLEET           with a record of each in FLEET/journal

/// A request as nginx hands it over, with the parameters of deploy/nginx/fastcgi.conf that are read.
struct NginxExchange: Exchange {
  let body: [UInt8]
  let length: String
  private var offset = 0

  init(_ body: [UInt8]) {
    self.body = body
    length = String(body.count)
  }

  func parameter(_ name: StaticString) -> String? {
    switch "\(name)" {
    case "REQUEST_METHOD": "POST"
    case "CONTENT_TYPE": "text/xml"
    case "CONTENT_LENGTH": length
    case "REQUEST_SCHEME": "http"
    case "REQUEST_URI": "/v1/update"
    case "HTTP_HOST": "updates.example.com:8000"
    case "REQUEST_ID": "9ddf91dc6afa71067fda688fffba78f3"
    case "REMOTE_ADDR": "127.0.0.1"
    default: nil
    }
  }

  mutating func readBody(into buffer: inout [UInt8], atMost count: Int) -> Int {
    let taken = min(count, body.count - offset)
    buffer.append(contentsOf: body[offset..<offset + taken])
    offset += taken
    return taken
  }
}

/// Throws the lines away.
struct NoLog: LogSink {
  func write(_ lines: [UInt8]) {}
}

func fail(_ message: String) -> Never {
  let line = Array("service: error: \(message)\n".utf8)
  _ = unsafe line.withUnsafeBytes { unsafe write(2, $0.baseAddress, $0.count) }
  exit(1)
}

func contents(_ path: String) -> [UInt8] {
  let descriptor = unsafe open(path, O_RDONLY)
  guard descriptor >= 0 else { fail("cannot read \(path)") }
  let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 1 << 20) { buffer, count in
    count = unsafe max(0, read(descriptor, buffer.baseAddress, buffer.count))
  }
  _ = close(descriptor)
  return bytes
}

let arguments = CommandLine.arguments
guard (5...6).contains(arguments.count), let times = Int(arguments[4]) else {
  fail("usage: service parse|answer|gateway ROOT REQUEST TIMES [FLEET]")
}
let body = contents(arguments[3])
var size = 0
do {
  let catalog = try Catalog.load(root: arguments[2])
  switch arguments[1] {
  case "parse":
    let parser = RequestDecoder()
    for _ in 0..<times { size += try parser.decode(body).request.apps.count }
  case "answer":
    let decoder = RequestDecoder()
    let service = UpdateService(catalog: catalog)
    let baseURL = BaseURL("http://updates.example.com:8000")
    var writer = XMLWriter(reservingCapacity: 4_096)
    for _ in 0..<times {
      let answer = service.answer(
        to: try decoder.decode(body).request, at: Timestamp(seconds: 1_700_000_000), baseURL: baseURL)
      writer.removeAll()
      try answer.render(into: &writer)
      size += writer.count
    }
  case "gateway":
    let journal = arguments.count > 5 ? try JournalWriter(fleet: arguments[5]) { fail("\($0)") } : nil
    let worker = GatewayWorker(Gateway(catalog: catalog, log: NoLog(), checkIns: journal))
    let exchange = NginxExchange(body)
    for _ in 0..<times {
      var exchange = exchange
      size += worker.respond(to: &exchange).cgi.count
      worker.keepRecord()
    }
  default: fail("unknown mode \(arguments[1])")
  }
} catch { fail("\(error)") }
print(size)
