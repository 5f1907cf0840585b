internal import ArgumentParser
internal import Catalog
internal import CatalogEditing
internal import Omaha

/// The machines that get a release before a rollout reaches them: `min-version=1.3.0,oem=azure`, or a version alone for those that
/// run it.
struct FirstTo {
  let criteria: [GroupAttribute: String]

  /// What a group can be told by, apart from a list.
  static let attributes: [GroupAttribute] = [
    .track, .arch, .board, .oem, .platform, .minimumVersion, .maximumVersion, .aliasPrefix, .machinePrefix,
  ]

  private init(criteria: [GroupAttribute: String]) { self.criteria = criteria }

  init(typed argument: String) throws {
    if let version = Version(argument: argument) {
      criteria = [.minimumVersion: version.text, .maximumVersion: version.text]
      return
    }
    var criteria: [GroupAttribute: String] = [:]
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard pair.count == 2, let attribute = Self.attributes.first(where: { $0.rawValue == pair[0] }) else {
        let all = Self.attributes.map(\.rawValue).joined(separator: ", ")
        throw ValidationError(
          "\(pair[0].quoted) is neither a version nor a selector with its value. Selectors: \(all).")
      }
      guard let value = Self.value(pair[1], of: attribute) else {
        throw ValidationError("\(pair[0]) cannot be \(pair[1].quoted).")
      }
      guard criteria.updateValue(value, forKey: attribute) == nil else {
        throw ValidationError("\(pair[0]) is given twice.")
      }
    }
    self.criteria = criteria
  }

  private static func value(_ text: String, of attribute: GroupAttribute) -> String? {
    if text.isEmpty || text.escaped != text { return nil }
    switch attribute {
    case .minimumVersion, .maximumVersion: return Version(argument: text)?.text
    case .arch: return Architecture(alias: text)?.rawValue
    default: return text
    }
  }

  /// All but the versions, in a fixed order.
  var selection: [(GroupAttribute, String)] {
    Self.attributes.compactMap { attribute in
      guard ![.minimumVersion, .maximumVersion].contains(attribute), let value = criteria[attribute] else { return nil }
      return (attribute, value)
    }
  }

  /// The same with its versions as their releases write them.
  func written(_ known: KnownVersions) -> FirstTo { FirstTo(criteria: criteria.written(known)) }

  /// Whether machines that run a version are among them, as far as versions tell.
  func selects(_ version: Version) -> Bool {
    minimumVersion.map { $0 <= version } ?? true && maximumVersion.map { version <= $0 } ?? true
  }

  var minimumVersion: Version? { criteria[.minimumVersion].flatMap { Version($0) } }
  var maximumVersion: Version? { criteria[.maximumVersion].flatMap { Version($0) } }
}
