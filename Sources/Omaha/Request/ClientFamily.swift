/// Clients that mean the same by their events and error codes.
public enum ClientFamily: Hashable, Sendable {
  /// update_engine of CoreOS and Flatcar, and clients that do not tell their platform.
  case updateEngine
  /// update_engine of ChromeOS and Android.
  case chromeOS
  /// Omaha for Windows, the updaters of macOS and iOS: their numbers are their own.
  case other

  /// The family of a platform, which is in UTF-8.
  fileprivate init(platform: UnsafeBufferPointer<UInt8>) {
    let isOther =
      unsafe isWord("win", platform, inAnyCase: true) || isWord("mac", platform, inAnyCase: true)
      || isWord("mac os x", platform, inAnyCase: true) || isWord("ios", platform, inAnyCase: true)
    let isChromeOS =
      unsafe isWord("chrome os", platform, inAnyCase: true)
      || isWord("chromeos", platform, inAnyCase: true) || isWord("chromium os", platform, inAnyCase: true)
      || isWord("android", platform, inAnyCase: true) || isWord("brillo", platform, inAnyCase: true)
    self = isOther ? .other : isChromeOS ? .chromeOS : .updateEngine
  }
}

extension ClientFamily {
  /// The family of a platform, as `<os>` names it; empty when it was not told.
  package init(platform: String) {
    self = unsafe platform.utf8.span.withUnsafeBufferPointer { unsafe ClientFamily(platform: $0) }
  }
}

extension Request {
  /// What the client's events and error codes mean, by `os platform`.
  public var clientFamily: ClientFamily {
    var family = ClientFamily.updateEngine
    unsafe os?.withPlatform { unsafe family = ClientFamily(platform: $0) }
    return family
  }
}
