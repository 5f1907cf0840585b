internal import CLibXML2
internal import Glibc

/// An element as one of two readers sees it.
struct ReadElement: Hashable {
  struct Attribute: Hashable {
    let name: String
    let value: String
  }

  let name: String
  let depth: Int
  let attributes: [Attribute]

  /// What libxml2's reader of whole trees makes of a document, in document order; nil when it refuses it.
  static func readByLibXML2(_ source: [UInt8]) -> [ReadElement]? {
    let options =
      XML_PARSE_NOENT.rawValue | XML_PARSE_NONET.rawValue | XML_PARSE_IGNORE_ENC.rawValue | XML_PARSE_NOERROR.rawValue
      | XML_PARSE_NOWARNING.rawValue
    let document = unsafe source.withUnsafeBytes { bytes in
      unsafe xmlReadMemory(
        bytes.baseAddress?.assumingMemoryBound(to: CChar.self), CInt(bytes.count), nil, nil, CInt(options))
    }
    guard let document = unsafe document else { return nil }
    defer { unsafe xmlFreeDoc(document) }
    var elements: [ReadElement] = []
    unsafe add(xmlDocGetRootElement(document), depth: 1, to: &elements)
    return elements
  }

  private static func add(_ first: xmlNodePtr?, depth: Int, to elements: inout [ReadElement]) {
    var next = unsafe first
    while let node = unsafe next {
      unsafe next = depth == 1 ? nil : node.pointee.next
      guard unsafe node.pointee.type == XML_ELEMENT_NODE else { continue }
      var attributes: [Attribute] = []
      var property = unsafe node.pointee.properties
      while let attribute = unsafe property {
        let value = unsafe xmlNodeListGetString(attribute.pointee.doc, attribute.pointee.children, 1)
        defer { unsafe free(value) }
        unsafe attributes.append(
          Attribute(
            name: name(attribute.pointee.name, attribute.pointee.ns), value: text(value) ?? ""))
        unsafe property = attribute.pointee.next
      }
      unsafe elements.append(
        ReadElement(name: name(node.pointee.name, node.pointee.ns), depth: depth, attributes: attributes))
      unsafe add(node.pointee.children, depth: depth + 1, to: &elements)
    }
  }

  private static func name(_ local: UnsafePointer<xmlChar>?, _ space: xmlNsPtr?) -> String {
    let local = unsafe text(local) ?? ""
    guard let space = unsafe space, let prefix = unsafe text(space.pointee.prefix) else { return local }
    return prefix + ":" + local
  }

  private static func text(_ characters: UnsafePointer<xmlChar>?) -> String? {
    unsafe characters.map { unsafe String(cString: $0) }
  }
}
