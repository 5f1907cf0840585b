internal import NIOHTTP1

/// A CGI response (RFC 3875 §6.3) taken apart: what a web server makes of it.
struct GatewayAnswer {
  private(set) var status = HTTPResponseStatus.ok
  private(set) var headers = HTTPHeaders()
  let body: ArraySlice<UInt8>

  init(_ response: [UInt8]) {
    var rest = response[...]
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      let line = rest[..<end].last == UInt8(ascii: "\r") ? rest[..<(end - 1)] : rest[..<end]
      rest = rest[(end + 1)...]
      if line.isEmpty { break }
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
      let name = String(decoding: line[..<colon], as: UTF8.self)
      let value = String(decoding: line[(colon + 1)...].drop { $0 == UInt8(ascii: " ") }, as: UTF8.self)
      if name == "Status" {
        let code = value.prefix { $0 != " " }
        status = HTTPResponseStatus(
          statusCode: Int(code) ?? 500, reasonPhrase: String(value.dropFirst(code.count + 1)))
      } else {
        headers.add(name: name, value: value)
      }
    }
    body = rest
  }
}
