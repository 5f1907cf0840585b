internal import Omaha

/// What an operator wants the actions and the manifest of a release to say besides what they must.
struct GivenAttributes {
  /// Attributes of actions, by the event; of `postinstall` without one.
  var action: [GivenAttribute] = []
  var manifest: [GivenAttribute] = []

  /// The actions, `postinstall` first, with the attributes that carry the payload's hash and kind.
  func actions(sha256: String, isDelta: Bool) -> [Action] {
    let given = attributes(ofEvent: Self.postinstall)
    var attributes = [Attribute(name: "sha256", value: sha256)]
    if isDelta { attributes.append(Attribute(name: "IsDeltaPayload", value: "true")) }
    if !given.contains(where: { $0.name == Self.backoff }) {
      // Without it a machine with one URL waits a day or more after one bad download (update_engine's payload state).
      attributes.append(Attribute(name: Self.backoff, value: "true"))
    }
    var others: [String] = []
    for event in action.compactMap(\.scope) where event != Self.postinstall && !others.contains(event) {
      others.append(event)
    }
    return [Action(event: Self.postinstall, attributes: attributes + given)]
      // Flatcar's ue-rs refuses an answer in which any action has no hash.
      + others.map {
        Action(event: $0, attributes: [Attribute(name: "sha256", value: sha256)] + self.attributes(ofEvent: $0))
      }
  }

  /// The event of the action that carries the payload's hash.
  static let postinstall = "postinstall"
  private static let backoff = "DisablePayloadBackoff"

  private func attributes(ofEvent event: String) -> [Attribute] {
    action.filter { ($0.scope ?? Self.postinstall) == event }.map(\.attribute)
  }
}
