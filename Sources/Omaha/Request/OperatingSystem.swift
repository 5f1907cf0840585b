/// The system that a client runs on: `<os>` of a request.
public struct OperatingSystem: Hashable, Sendable {
  let attributes: AttributeList

  /// `platform`, such as `CoreOS` or `win`.
  public var platform: String? { attributes[.platform] }

  /// Calls `body` with ``platform`` in UTF-8, without making a string of it; not at all when it is absent.
  func withPlatform(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    unsafe attributes.withUTF8(.platform) { unsafe body(trimmed($0)) }
  }

  /// Calls `body` with each attribute and its value in UTF-8.
  package func forEachAttribute(_ body: (RequestName, UnsafeBufferPointer<UInt8>) -> Void) {
    unsafe attributes.forEach(body)
  }

  /// `version`; update_engine sends a code name.
  public var version: String? { attributes[.version] }

  /// `sp`; update_engine sends the version and the architecture, `3510.2.0_x86_64`.
  public var servicePack: String? { attributes[.sp] }

  /// `arch`, such as `x64`.
  public var architecture: String? { attributes[.arch] }

  /// An operating system.
  public init(
    platform: String? = nil, version: String? = nil, servicePack: String? = nil, architecture: String? = nil
  ) {
    attributes = AttributeList([
      (.platform, platform), (.version, version), (.sp, servicePack), (.arch, architecture),
    ])
  }

  init(_ attributes: AttributeList) { self.attributes = attributes }
}

extension Request {
  /// The architecture of the machine that an app is on: by the app's `board`, else by `os arch`, else by the end of
  /// `os sp`; nil when none of them names one that releases have.
  ///
  /// The word `arm` in `os arch` means arm64 where nothing is 32-bit ARM: on the platform CoreOS, as Nebraska's syncer asks, and
  /// where an app has nothing for it. An `os arch` that is not known is not overruled by `os sp`: that syncer says
  /// `sp="V_x86_64"` whatever it asks for. Only `unknown`, `all` and an empty one say nothing.
  ///
  /// - Parameter hasARM: Whether the app has something for 32-bit ARM.
  public func architecture(of app: App, hasARM: Bool = true) -> Architecture? {
    if let architecture = app.boardArchitecture { return architecture }
    if let name = os?.architecture, !name.isEmpty {
      switch Architecture(alias: name) {
      case .arm where isWord("arm", name) && (!hasARM || isCoreOS): return .arm64
      case .all: break
      case let architecture?: return architecture
      case nil: if !isWord("unknown", name) { return nil }
      }
    }
    return os?.servicePack.flatMap { Architecture(servicePack: $0) }
  }

  private var isCoreOS: Bool { os?.platform.map { isWord("coreos", $0) } ?? false }
}
