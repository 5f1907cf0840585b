internal import Catalog
internal import Omaha
internal import XML

extension AppDocument {
  /// Points a channel to a release: changes the target of the architecture, or adds one, and the channel when it is new.
  ///
  /// - Throws: everything that is wrong in the document, before or after the edit; it is then as it was.
  mutating func set(_ target: Target, ofChannel channelName: String) throws(CatalogErrors) {
    try edit { document in
      let root = try document.rootElement()
      let new = NewElement(ChannelElement.target, target.attributes)
      guard let channel = root.child("channel", named: channelName) else {
        let channel = NewElement("channel", ["name": channelName], children: [new])
        return try document.insert(channel, into: root, after: root.children.last("channel"))
      }
      let old = channel.children.first {
        $0.name == "target" && $0.value("arch").flatMap(Architecture.init(alias:)) == target.architecture
      }
      guard let old else { return try document.insert(new, into: channel, order: ChannelElement.self) }
      // Behind the version stands the time: set first, it leaves the range of the version true.
      try document.change(old, version: target.version, since: target.since)
    }
  }

  /// Changes the version and the time of a target or a pin and nothing else of it.
  mutating func change(_ element: XMLElement, version: Version, since: Timestamp?) throws(any Error) {
    let position = element.startTagRange.lowerBound
    try set("version", to: version.text, of: element)
    // The tag has moved inside, but begins where it did.
    guard let same = try rootElement().descendant(at: position) else { return }
    try set("since", to: since?.description, of: same)
  }
}

extension XMLElement {
  /// The value of an attribute.
  func value(_ name: String) -> String? { attributes.first { $0.name == name }?.value }

  /// The first child element of that kind and name.
  func child(_ kind: String, named name: String) -> XMLElement? {
    children.first { $0.name == kind && $0.value("name") == name }
  }

  /// The element whose start tag begins at an offset of the source.
  func descendant(at position: Int) -> XMLElement? {
    if startTagRange.lowerBound == position { return self }
    for child in children {
      if let found = child.descendant(at: position) { return found }
    }
    return nil
  }
}

extension XMLElement.Children {
  /// The last one of that kind.
  func last(_ kind: String) -> XMLElement? {
    var last: XMLElement?
    for child in self where child.name == kind { last = child }
    return last
  }
}
