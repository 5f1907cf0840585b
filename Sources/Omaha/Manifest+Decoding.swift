public import XML

extension Manifest {
  /// Reads `<manifest>`: absent values are empty, unknown attributes are kept, unknown elements are not.
  public init(_ element: XMLElement) {
    var version = ""
    var attributes: [Attribute] = []
    for attribute in element.attributes {
      if attribute.name == "version" {
        version = attribute.value
      } else {
        attributes.append(Attribute(attribute))
      }
    }
    var packages: [Package] = []
    var actions: [Action] = []
    for list in element.children {
      switch list.name {
      case "packages": for child in list.children where child.name == "package" { packages.append(Package(child)) }
      case "actions": for child in list.children where child.name == "action" { actions.append(Action(child)) }
      default: break
      }
    }
    self.init(version: version, packages: packages, actions: actions, attributes: attributes)
  }
}

extension Package {
  /// Reads `<package>`: absent strings are empty, a size that is absent or not a number is 0, unknown attributes are
  /// kept.
  public init(_ element: XMLElement) {
    var name = ""
    var size: UInt64 = 0
    var sha1: String?
    var sha256: String?
    var isRequired = false
    var attributes: [Attribute] = []
    for attribute in element.attributes {
      switch attribute.name {
      case "name": name = attribute.value
      case "size": size = decimal(attribute.value) ?? 0
      case "hash": sha1 = attribute.value
      case "hash_sha256": sha256 = attribute.value
      case "required": isRequired = boolean(attribute.value) ?? false
      default: attributes.append(Attribute(attribute))
      }
    }
    self.init(
      name: name, size: size, sha1: sha1, sha256: sha256, isRequired: isRequired, attributes: attributes)
  }
}

extension Action {
  /// Reads `<action>`: an absent event is empty, every other attribute is kept.
  public init(_ element: XMLElement) {
    var event = ""
    var attributes: [Attribute] = []
    for attribute in element.attributes {
      if attribute.name == "event" {
        event = attribute.value
      } else {
        attributes.append(Attribute(attribute))
      }
    }
    self.init(event: event, attributes: attributes)
  }
}

extension Attribute {
  init(_ attribute: XMLAttribute) {
    self.init(name: attribute.name, value: attribute.value)
  }
}
