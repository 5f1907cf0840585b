/// The group IDs that CoreUpdate gave the public tracks of CoreOS, and Nebraska those of Flatcar for both architectures.
/// Machines that were set up with one still send it as their track.
public enum WellKnownTrack {
  /// The track's name: `alpha`, `beta`, `stable` or `edge`; nil when the text is none of the eight IDs.
  ///
  /// - Parameter id: A GUID with or without braces, in any case.
  public static func name(of id: String) -> String? {
    // Most tracks are names, and short.
    let length = id.utf8.count
    guard length == 36 || length == 38, let key = ApplicationID(id)?.key else { return nil }
    switch key {
    case "5b810680-e36a-4879-b98a-4f989e80b899", "e641708d-fb48-4260-8bdf-ba2074a1147a": return "alpha"
    case "3fe10490-dd73-4b49-b72a-28ac19acfcdc", "d112ec01-ba34-4a9e-9d4b-9814a685f266": return "beta"
    case "9a2deb70-37be-4026-853f-bfdd6b347bbe", "11a585f6-9418-4df0-8863-78b2fd3240f8": return "stable"
    case "72834a2b-ad86-4d6d-b498-e08a19ebe54e", "b4b2fa22-c1ea-498c-a8ac-c1dc0b1d7c17": return "edge"
    default: return nil
    }
  }
}
