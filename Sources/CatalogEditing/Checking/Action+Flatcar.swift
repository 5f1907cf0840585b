internal import Catalog
public import Omaha

extension Action {
  /// What keeps ue-rs from reading the action, as a clause; nil when it reads it.
  ///
  /// Flatcar's postinst reads the stored answer with ue-rs, for the further packages that the machine needs. ue-rs reads an
  /// answer whole or not at all (its crate `omaha`, `response.rs`).
  public var faultForFlatcar: String? {
    guard ["preinstall", "install", "postinstall", "update"].contains(event) else {
      return "has the event \(event.quoted), which it does not know"
    }
    guard let sha256 else { return "has no sha256" }
    guard Digest.base64(sha256, count: 32) != nil else { return "has a sha256 that is none: \(sha256.quoted)" }
    if let text = self["DisablePayloadBackoff"], !Self.truthValues.contains(text) {
      return "has DisablePayloadBackoff=\(text.quoted), which is neither true nor false"
    }
    if let text = self["successaction"], !["default", "exitsilently", "exitsilentlyonlaunchcmd"].contains(text) {
      return "has successaction=\(text.quoted), which it does not know"
    }
    return nil
  }

  private static let truthValues: Set<String> = [
    "t", "true", "y", "yes", "on", "1", "f", "false", "n", "no", "off", "0",
  ]
}
