/// What a web server writes: FastCGI records, encoded here and not by the code under test where that matters.
package enum Wire {
  package static func record(
    _ type: UInt8, id: UInt16 = 1, _ content: [UInt8] = [], padding: Int = 0, version: UInt8 = 1
  ) -> [UInt8] {
    [
      version, type, UInt8(id >> 8), UInt8(id & 0xff), UInt8(content.count >> 8), UInt8(content.count & 0xff),
      UInt8(padding), 0,
    ] + content + [UInt8](repeating: 0xaa, count: padding)
  }

  package static func begin(id: UInt16 = 1, role: UInt8 = 1, keeps: Bool = true, padding: Int = 0) -> [UInt8] {
    record(1, id: id, [0, role, keeps ? 1 : 0, 0, 0, 0, 0, 0], padding: padding)
  }

  package static func abort(id: UInt16 = 1) -> [UInt8] { record(2, id: id) }

  package static func length(_ count: Int, long: Bool = false) -> [UInt8] {
    count < 128 && !long
      ? [UInt8(count)]
      : [UInt8(count >> 24 & 0x7f) | 0x80, UInt8(count >> 16 & 0xff), UInt8(count >> 8 & 0xff), UInt8(count & 0xff)]
  }

  package static func pair(_ name: String, _ value: String, long: Bool = false) -> [UInt8] {
    length(name.utf8.count, long: long) + length(value.utf8.count, long: long) + Array(name.utf8) + Array(value.utf8)
  }

  package static func parameters(_ pairs: KeyValuePairs<String, String>, long: Bool = false) -> [UInt8] {
    pairs.flatMap { pair($0, $1, long: long) }
  }

  /// A stream of records that ends with an empty one, which has padding of its own.
  package static func stream(
    _ type: UInt8, id: UInt16 = 1, _ content: [UInt8], chunk: Int = 65_535, padding: Int = 0, endPadding: Int = 0
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    var offset = 0
    while offset < content.count {
      let end = min(content.count, offset + chunk)
      bytes += record(type, id: id, Array(content[offset..<end]), padding: padding)
      offset = end
    }
    return bytes + record(type, id: id, padding: endPadding)
  }

  /// A whole request.
  package static func request(
    _ parameters: KeyValuePairs<String, String> = [:], body: [UInt8] = [], method: String = "POST", id: UInt16 = 1,
    keeps: Bool = true, chunk: Int = 65_535, padding: Int = 0
  ) -> [UInt8] {
    let fixed = Self.parameters(["REQUEST_METHOD": method, "CONTENT_LENGTH": String(body.count)])
    return begin(id: id, keeps: keeps)
      + stream(4, id: id, fixed + Self.parameters(parameters), chunk: chunk, padding: padding)
      + stream(5, id: id, body, chunk: chunk, padding: padding)
  }
}

/// One record as it came.
package struct ReceivedRecord: Hashable {
  package var type: UInt8
  package var id: UInt16
  package var content: [UInt8]

  package init(type: UInt8, id: UInt16, content: [UInt8]) {
    self.type = type
    self.id = id
    self.content = content
  }
}
