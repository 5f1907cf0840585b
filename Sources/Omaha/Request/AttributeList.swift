import XML

/// The attributes of one element, as far as the protocol knows them there.
///
/// Those of a request that was read stay in its document until somebody asks: a request has thirty, and a decision looks
/// at ten. Every value is spelled as the encoder spells it, white space around it apart, so that lists are equal when their
/// values are.
struct AttributeList: Sendable {
  private let element: XMLElement
  private let names: RequestNames

  /// The attributes of an element that are in `names`: all of them valid, and spelled as the encoder would.
  init(_ element: XMLElement, _ names: RequestNames) {
    self.element = element
    self.names = names
  }

  /// Attributes that are given one by one; those without a value are absent.
  init(_ given: [(name: RequestName, value: String?)]) {
    var names = RequestNames()
    var attributes: [(symbol: UInt16, value: String)] = []
    for case (let name, let value?) in given {
      names.insert(name.rawValue)
      attributes.append((name.rawValue, value))
    }
    self.names = names
    element = XMLElement(attributes: attributes, vocabulary: RequestName.vocabulary)
  }

  /// The value of an attribute that the element may have, without the white space around it; nil when it is absent.
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
    unsafe element.withUTF8(symbol: name.rawValue, body)
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

  /// How a truth value is spelled: clients write `ismachine="1"` and `delta_okay="true"`.
  static func spelling(_ flag: Bool, of name: RequestName) -> String {
    name == .ismachine ? (flag ? "1" : "0") : (flag ? "true" : "false")
  }
}

extension AttributeList: Hashable {
  /// Whether two elements have the same attributes, in whatever order.
  static func == (left: AttributeList, right: AttributeList) -> Bool {
    RequestName.allCases.allSatisfy { left.known($0) == right.known($0) }
  }

  /// Feeds the values in the order of the names.
  func hash(into hasher: inout Hasher) {
    for name in RequestName.allCases { hasher.combine(known(name)) }
  }

  private func known(_ name: RequestName) -> String? { names.contains(name) ? self[name] : nil }
}
