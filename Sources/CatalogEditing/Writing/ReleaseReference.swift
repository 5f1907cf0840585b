internal import Catalog

/// Something in `app.xml` that names a release, so that it cannot be removed.
public enum ReleaseReference: Hashable, Sendable {
  /// The target of the channel of that name.
  case target(channel: String)
  /// A floor of the channel of that name.
  case floor(channel: String)
  /// The pin of the group of that name.
  case pin(group: String)
}

extension ReleaseReference: CustomStringConvertible {
  /// What people call it: `a floor of channel "stable"`.
  public var description: String {
    switch self {
    case .target(let channel): "channel \(channel.quoted)"
    case .floor(let channel): "a floor of channel \(channel.quoted)"
    case .pin(let group): "the pin of group \(group.quoted)"
    }
  }
}
