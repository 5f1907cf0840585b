/// The answers to records that belong to no request of ours. FastCGI 1.0 §4 and §5.5.
///
/// They are written here and not by libfcgi, whose answer to GET_VALUES overruns a 64-byte buffer when more than three names
/// are asked for.
enum ManagementReply {
  /// FCGI_END_REQUEST.protocolStatus.
  enum ProtocolStatus: UInt8 {
    case requestComplete = 0
    case cannotMultiplex = 1
    case unknownRole = 3
  }

  /// END_REQUEST for a request that is over before an application saw it.
  static func endRequest(_ requestID: UInt16, _ status: ProtocolStatus) -> [UInt8] {
    RecordHeader(type: .endRequest, requestID: requestID, contentLength: 8).bytes
      + [0, 0, 0, 0, status.rawValue, 0, 0, 0]
  }

  /// UNKNOWN_TYPE for a management record that this protocol version does not know.
  static func unknownType(_ type: RecordType) -> [UInt8] {
    RecordHeader(type: .unknownType, requestID: 0, contentLength: 8).bytes + [type.rawValue, 0, 0, 0, 0, 0, 0, 0]
  }

  /// GET_VALUES_RESULT for the names in `query`; names that we do not know are left out, as the specification says.
  static func values(_ query: Span<UInt8>, in range: Range<Int>, maximumConnections: Int) -> [UInt8] {
    let known: [(name: StaticString, value: String)] = [
      ("FCGI_MAX_CONNS", String(maximumConnections)),
      ("FCGI_MAX_REQS", String(maximumConnections)),
      ("FCGI_MPXS_CONNS", "0"),
    ]
    let asked = names(query, in: range)
    var content: [UInt8] = []
    for variable in known where asked.contains(Array("\(variable.name)".utf8)) {
      content.append(UInt8(variable.name.utf8CodeUnitCount))
      content.append(UInt8(variable.value.utf8.count))
      content.append(contentsOf: "\(variable.name)".utf8)
      content.append(contentsOf: variable.value.utf8)
    }
    return RecordHeader(type: .getValuesResult, requestID: 0, contentLength: content.count).bytes + content
  }

  /// The names asked for; whatever follows a length that lies is ignored, and so are names longer than any we know.
  private static func names(_ query: Span<UInt8>, in range: Range<Int>) -> Set<[UInt8]> {
    var names: Set<[UInt8]> = []
    var offset = range.lowerBound
    while offset + 2 <= range.upperBound {
      let nameLength = Int(query[offset])
      let valueLength = Int(query[offset + 1])
      let end = offset + 2 + nameLength + valueLength
      guard nameLength < 0x80, valueLength < 0x80, end <= range.upperBound else { break }
      if nameLength <= 16 {
        names.insert((offset + 2..<offset + 2 + nameLength).map { query[$0] })
      }
      offset = end
    }
    return names
  }
}
