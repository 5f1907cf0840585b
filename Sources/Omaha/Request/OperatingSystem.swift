/// The system that a client runs on: `<os>` of a request.
public struct OperatingSystem: Hashable, Sendable {
  private let attributes: AttributeList

  /// `platform`, such as `CoreOS` or `win`.
  public var platform: String? { attributes[.platform] }

  /// Calls `body` with ``platform`` in UTF-8, without making a string of it; not at all when it is absent.
  func withPlatform(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    unsafe attributes.withUTF8(.platform) { unsafe body(trimmed($0)) }
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
  /// `os sp`; nil when none of them names one.
  public func architecture(of app: App) -> Architecture? {
    if let architecture = app.boardArchitecture { return architecture }
    if let name = os?.architecture, let architecture = Architecture(alias: name), architecture != .all {
      return architecture
    }
    return os?.servicePack.flatMap { Architecture(servicePack: $0) }
  }
}
