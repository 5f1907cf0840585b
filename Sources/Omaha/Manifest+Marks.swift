/// What a server marks where an answer has several manifests (Nebraska's extension of Omaha 3.0).
extension Manifest {
  /// A manifest with marks, which come before all other attributes.
  ///
  /// - Parameters:
  ///   - isFloor: Whether it is a release that nobody may jump over.
  ///   - floorReason: Why; written only for a floor.
  ///   - isTarget: Whether it is what the channel points to. A release can be floor and target.
  public init(
    version: String, packages: [Package], actions: [Action], isFloor: Bool, floorReason: String? = nil,
    isTarget: Bool, attributes: [Attribute] = []
  ) {
    var marks: [Attribute] = []
    if isFloor { marks.append(Attribute(name: "is_floor", value: "true")) }
    if isFloor, let floorReason { marks.append(Attribute(name: "floor_reason", value: floorReason)) }
    if isTarget { marks.append(Attribute(name: "is_target", value: "true")) }
    self.init(version: version, packages: packages, actions: actions, attributes: marks + attributes)
  }

  /// The attributes of the marks.
  package static let marks = ["is_floor", "floor_reason", "is_target"]

  /// The value of the kept attribute of this name, spelled exactly so.
  public subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }

  /// `is_floor`: whether nobody may jump over this release.
  public var isFloor: Bool { self["is_floor"].flatMap { boolean($0) } == true }

  /// `floor_reason`: why nobody may jump over it.
  public var floorReason: String? { self["floor_reason"] }

  /// `is_target`: whether the channel points to this release.
  public var isTarget: Bool { self["is_target"].flatMap { boolean($0) } == true }
}

extension UpdateCheckResult {
  /// The releases that nobody may jump over, in the order of the answer.
  public var floors: [Manifest] { manifests.filter(\.isFloor) }

  /// What the channel points to: the manifest that is marked so, else the last that is no floor. Nil when there are only floors:
  /// there are more of them, and the next answer has them.
  public var target: Manifest? { manifests.first(where: \.isTarget) ?? manifests.last { !$0.isFloor } }
}
