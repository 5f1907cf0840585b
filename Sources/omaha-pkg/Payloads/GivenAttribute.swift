internal import ArgumentParser
internal import Catalog
internal import Omaha
internal import XML

/// An attribute on a command line: `KEY=VALUE`, or `SCOPE:KEY=VALUE` where the scope is an event or a package.
struct GivenAttribute: ExpressibleByArgument {
  /// What stands before the last colon of the key; nil without one.
  let scope: String?
  let attribute: Attribute

  /// An attribute that was read.
  init(scope: String?, attribute: Attribute) {
    self.scope = scope
    self.attribute = attribute
  }

  /// Nil unless the key is an XML name and XML can carry the value.
  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "=") else { return nil }
    let left = argument[..<equals]
    let colon = left.lastIndex(of: ":")
    let scope = colon.map { String(left[..<$0]) }
    let name = String(colon.map { left[left.index(after: $0)...] } ?? left)
    let value = String(argument[argument.index(after: equals)...])
    var writer = XMLWriter()
    guard scope?.isEmpty != true, (try? writer.attribute(name: name, value: value)) != nil,
      (try? writer.attribute(name: "scope", value: scope ?? "")) != nil
    else { return nil }
    self.scope = scope
    attribute = Attribute(name: name, value: value)
  }

  /// Throws when one is given twice, or is among those that `add` writes itself.
  ///
  /// - Parameter scope: The scope of those that name none.
  static func validate(
    _ given: [GivenAttribute], of option: String, scope: String? = nil, reserved: Set<String>
  ) throws {
    var seen: Set<[String?]> = []
    for one in given {
      let name = one.attribute.name
      if reserved.contains(name) {
        throw ValidationError("\(option) \(name.quoted) is written by add itself")
      }
      if !seen.insert([one.scope ?? scope, name]).inserted {
        throw ValidationError("\(option) \(name.quoted) is given twice")
      }
    }
  }
}
