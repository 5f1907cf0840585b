internal import XML

/// The values of all attributes of a message, each where it is in the message's bytes.
final class MessageValues: Sendable {
  fileprivate let nodes: [XMLDocument.AttributeNode]
  private let source: [UInt8]
  private let text: [UInt8]

  /// The values of a document. What else is in it is not kept.
  init(_ document: XMLDocument) {
    nodes = document.attributes
    source = document.source
    text = document.text
  }

  /// Values that are given one by one.
  init(_ values: [(name: RequestName, value: String)]) {
    var nodes: [XMLDocument.AttributeNode] = []
    var text: [UInt8] = []
    for (name, value) in values {
      nodes.append(
        XMLDocument.AttributeNode(
          symbol: name.rawValue, value: XMLDocument.TextRange(start: text.count, count: value.utf8.count)))
      text.append(contentsOf: value.utf8)
    }
    self.nodes = nodes
    self.text = text
    source = []
  }

  /// Calls `body` with a value in UTF-8.
  @inline(__always)
  fileprivate func withUTF8(_ node: XMLDocument.AttributeNode, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    let range = Int(node.value.start)..<Int(node.value.start) + Int(node.value.count)
    // Not one call with the one or the other array: that would count a reference to it.
    if node.isValueInSource {
      unsafe source.withUnsafeBufferPointer { unsafe body(UnsafeBufferPointer(rebasing: $0[range])) }
    } else {
      unsafe text.withUnsafeBufferPointer { unsafe body(UnsafeBufferPointer(rebasing: $0[range])) }
    }
  }
}

/// The attributes of one element, as far as the protocol knows them there.
///
/// Those of a request that was read stay bytes until somebody asks: a request has thirty, and a decision looks at ten. Making
/// all of them strings and numbers at once took a sixth of the time that libxml2 takes for the request (Tests/Benchmarks/service).
/// Every value is spelled as the encoder spells it, white space around it apart, so that lists are equal when their values are.
struct AttributeList: Sendable {
  private let values: MessageValues
  private let first: UInt32
  private let count: UInt32
  private let names: RequestNames

  /// The attributes of an element, all of them valid, and spelled as the encoder would.
  ///
  /// - Parameter range: Which of the message's they are.
  init(_ names: RequestNames, at range: Range<Int>, in values: MessageValues) {
    self.values = values
    first = UInt32(truncatingIfNeeded: range.lowerBound)
    count = UInt32(truncatingIfNeeded: range.count)
    self.names = names
  }

  /// Attributes that are given one by one; those without a value are absent.
  init(_ given: [(name: RequestName, value: String?)]) {
    var names = RequestNames()
    var present: [(name: RequestName, value: String)] = []
    for case (let name, let value?) in given {
      names.insert(name.rawValue)
      present.append((name, value))
    }
    self.names = names
    values = MessageValues(present)
    first = 0
    count = UInt32(present.count)
  }

  /// The value of an attribute, without the white space around it; nil when it is absent.
  ///
  /// An application ID stays as it was sent: the response echoes it byte for byte.
  subscript(name: RequestName) -> String? {
    var value: String?
    unsafe withUTF8(name) { bytes in
      value = unsafe String(decoding: name == .appid ? bytes : trimmed(bytes), as: UTF8.self)
    }
    return value
  }

  /// Calls `body` with the value of an attribute in UTF-8, as it was sent; not at all when it is absent.
  func withUTF8(_ name: RequestName, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    guard names.contains(name) else { return }
    let range = Int(first)..<Int(first) + Int(count)
    let found = unsafe values.nodes.withUnsafeBufferPointer { nodes -> XMLDocument.AttributeNode? in
      for index in range where unsafe nodes[index].symbol == name.rawValue { return unsafe nodes[index] }
      return nil
    }
    if let found { unsafe values.withUTF8(found, body) }
  }

  /// Calls `body` with each attribute that is known and its value in UTF-8, without the white space around it: for whoever
  /// wants most of them. An application ID stays as it was sent.
  func forEach(_ body: (RequestName, UnsafeBufferPointer<UInt8>) -> Void) {
    let range = Int(first)..<Int(first) + Int(count)
    unsafe values.nodes.withUnsafeBufferPointer { nodes in
      for index in range {
        let node = unsafe nodes[index]
        guard let name = RequestName(rawValue: node.symbol) else { continue }
        unsafe values.withUTF8(node) { unsafe body(name, name == .appid ? $0 : trimmed($0)) }
      }
    }
  }

  /// The value of an attribute that is a number.
  func number<Number: FixedWidthInteger>(_ name: RequestName) -> Number? {
    var number: Number?
    unsafe withUTF8(name) { unsafe number = decimal(trimmed($0)) }
    return number
  }

  /// The value of an attribute that is a truth value.
  func flag(_ name: RequestName) -> Bool? {
    var flag: Bool?
    unsafe withUTF8(name) { unsafe flag = boolean(trimmed($0)) }
    return flag
  }

  /// The attributes in the order in which they are written.
  var written: [Attribute] {
    RequestName.allCases.compactMap { name in self[name].map { Attribute(name: name.text, value: $0) } }
  }
}

extension AttributeList: Hashable {
  /// Whether two elements have the same attributes, in whatever order.
  static func == (left: AttributeList, right: AttributeList) -> Bool { left.written == right.written }

  /// Feeds what is compared.
  func hash(into hasher: inout Hasher) { hasher.combine(written) }
}
