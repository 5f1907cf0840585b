/// A stream of records that is nearly right, put together as the bytes of an input say: a fuzzer that changes a byte changes a
/// record's kind, length, padding or request, and the other records stay whole.
struct RecordStream {
  private(set) var bytes: [UInt8] = []
  private var plan: ArraySlice<UInt8>

  init(plan: ArraySlice<UInt8>) {
    self.plan = plan
    while let kind = self.plan.popFirst(), bytes.count < 1 << 18 { add(kind) }
  }

  private mutating func number() -> UInt8 { plan.popFirst() ?? 0 }

  /// Adds what a byte stands for; most of them take numbers from the bytes after it.
  private mutating func add(_ kind: UInt8) {
    let id = UInt16(number() % 4)
    switch kind % 16 {
    case 0: begin(id, role: 1, flags: kind >> 4 & 1)
    case 1: record(1, id, [0, 1, 1, 0, 0, 0, 0, 0], padding: kind >> 4)
    case 2: begin(id, role: number(), flags: number())
    case 3: record(4, id, Array(Self.parameters.dropFirst(Int(number())).prefix(Int(number()))), padding: kind >> 4)
    case 4: record(4, id, Self.parameters, padding: number())
    case 5: record(4, id, [], padding: kind >> 4)
    case 6: record(5, id, [UInt8](repeating: kind, count: Int(number()) * 16), padding: number())
    case 7: record(5, id, Self.body, padding: number())
    case 8: record(5, id, [], padding: kind >> 4)
    case 9: record(2, id, [])
    case 10: record(9, 0, Array(Self.query.prefix(Int(number()))), padding: kind >> 4)
    case 11: record(number(), id, [UInt8](repeating: 0, count: Int(number())))
    case 12: lie(id, kind: number(), claims: Int(number()) << 8 | Int(number()), has: Int(number()))
    case 13: pair(id, nameLength: kind >> 4, valueLength: number())
    case 14:
      let count = Int(number())
      bytes += plan.prefix(count)
      plan = plan.dropFirst(count)
    default: bytes += Self.request(id: id, keeps: kind >> 4 & 1 == 0)
    }
  }

  private mutating func begin(_ id: UInt16, role: UInt8, flags: UInt8) {
    record(1, id, [0, role, flags, 0, 0, 0, 0, 0])
  }

  private mutating func record(_ type: UInt8, _ id: UInt16, _ content: [UInt8], padding: UInt8 = 0) {
    bytes += Self.record(type, id, content, padding: padding)
  }

  /// A record whose header does not tell the truth.
  private mutating func lie(_ id: UInt16, kind: UInt8, claims: Int, has: Int) {
    let header = Self.record(kind % 12, id, [], padding: 0)
    bytes += header[..<4] + [UInt8(claims >> 8), UInt8(claims & 0xFF), 0, 0] + [UInt8](repeating: 0x41, count: has)
  }

  /// Parameters whose lengths have four bytes, of which the first comes from the input.
  private mutating func pair(_ id: UInt16, nameLength: UInt8, valueLength: UInt8) {
    record(4, id, [0x80 | nameLength, 0, 0, 4, 0x80 | valueLength, 0, 0, 1] + Array("NAMEv".utf8))
  }

  static func record(_ type: UInt8, _ id: UInt16, _ content: [UInt8], padding: UInt8 = 0) -> [UInt8] {
    let header: [UInt8] = [
      1, type, UInt8(id >> 8), UInt8(id & 0xFF), UInt8(content.count >> 8), UInt8(content.count & 0xFF), padding, 0,
    ]
    return header + content + [UInt8](repeating: 0xAA, count: Int(padding))
  }

  /// A request that is right, for a machine that is offered an update.
  static func request(id: UInt16, keeps: Bool) -> [UInt8] {
    record(1, id, [0, 1, keeps ? 1 : 0, 0, 0, 0, 0, 0]) + record(4, id, parameters) + record(4, id, [])
      + record(5, id, body) + record(5, id, [])
  }

  /// A request with a body and with parameters that may replace those of a right one.
  static func request(_ changes: [String: String], body: [UInt8]) -> [UInt8] {
    var values = ["REQUEST_METHOD": "POST", "CONTENT_LENGTH": String(body.count), "HTTP_HOST": "updates.example.com"]
    values.merge(changes) { $1 }
    return record(1, 1, [0, 1, 1, 0, 0, 0, 0, 0]) + record(4, 1, values.flatMap { pair($0, $1) }) + record(4, 1, [])
      + record(5, 1, body) + (body.isEmpty ? [] : record(5, 1, []))
  }

  private static let body = Array(
    """
    <request protocol="3.0"><app appid="{\(FuzzRepository.app)}" version="2.9.0" track="beta2" \
    machineid="kiosk-8" board="amd64-usr"><event eventtype="3" eventresult="1"/><ping/></app></request>
    """.utf8)

  private static let parameters = [
    ("REQUEST_METHOD", "POST"), ("CONTENT_TYPE", "text/xml"), ("CONTENT_LENGTH", String(body.count)),
    ("HTTP_HOST", "updates.example.com"), ("REQUEST_ID", "r1"), ("REMOTE_ADDR", "192.0.2.7"),
  ].flatMap { pair($0, $1) }

  private static let query = pair("FCGI_MAX_CONNS", "") + pair("FCGI_MPXS_CONNS", "") + pair("FCGI_OTHER", "")

  private static func pair(_ name: String, _ value: String) -> [UInt8] {
    [UInt8(name.utf8.count), UInt8(value.utf8.count)] + Array(name.utf8) + Array(value.utf8)
  }
}
