internal import XML

/// A document: it is refused, or read within the limits, and then its elements, attributes and values are those that libxml2's
/// own tree has, and each element's place in the source is where it stands.
struct XMLTarget: FuzzTarget {
  static let name = "xml"

  private static let limits = XMLLimits(
    maximumSize: 1 << 16, maximumDepth: 8, maximumElements: 64, maximumAttributes: 16)

  private let parser = XMLParser(limits: limits, vocabulary: XMLVocabulary(["request", "app", "a", "version"]))

  func check(_ input: [UInt8]) throws {
    let document: XMLDocument
    do throws(XMLError) { document = try parser.parse(input) } catch {
      let lines = input.count { $0 == UInt8(ascii: "\n") } + 1
      try require((1...lines).contains(error.line), "line \(error.line) of \(lines)")
      try require(error.description.utf8.allSatisfy { (0x20...0x7E).contains($0) }, "the text \(error)")
      return
    }
    try require(input.count <= Self.limits.maximumSize, "\(input.count) bytes")
    var read: [ReadElement] = []
    try walk(document.root, depth: 1, within: 0..<input.count, of: input, into: &read)
    try require(read.count <= Self.limits.maximumElements, "\(read.count) elements")
    let expected = ReadElement.readByLibXML2(input)
    try require(read == expected, "libxml2's tree differs: \(read) is \(expected ?? [])")
  }

  private func walk(
    _ element: XMLElement, depth: Int, within parent: Range<Int>, of source: [UInt8], into read: inout [ReadElement]
  ) throws {
    try require(depth <= Self.limits.maximumDepth, "depth \(depth)")
    let (tag, whole) = (element.startTagRange, element.sourceRange)
    try require(parent.contains(whole.lowerBound) && whole.upperBound <= parent.upperBound, "\(whole) in \(parent)")
    try require(whole.lowerBound == tag.lowerBound && tag.upperBound <= whole.upperBound, "\(tag) of \(whole)")
    try require(
      source[tag.lowerBound] == UInt8(ascii: "<") && source[tag.upperBound - 1] == UInt8(ascii: ">"), "no tag at \(tag)"
    )
    try require(
      source[tag].dropFirst().starts(with: element.name.utf8), "no \(element.name) at \(tag.lowerBound)")
    try require(element.line >= 1 && element.column >= 1, "place \(element.line):\(element.column)")
    let attributes = element.attributes.map { ReadElement.Attribute(name: $0.name, value: $0.value) }
    try require(attributes.count <= Self.limits.maximumAttributes, "\(attributes.count) attributes")
    for attribute in element.attributes {
      try require(attribute.valueLength == attribute.value.utf8.count, "length of \(attribute.name)")
    }
    read.append(ReadElement(name: element.name, depth: depth, attributes: attributes))
    let inner = min(tag.upperBound, whole.upperBound)..<whole.upperBound
    for child in element.children { try walk(child, depth: depth + 1, within: inner, of: source, into: &read) }
  }
}
