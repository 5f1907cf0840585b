public import Omaha

/// Which machines a group takes: those that fit everything that is given here. Nil selects nothing out.
public struct Selector: Hashable, Sendable {
  /// `track`: the track that a machine asks for, exactly but for the case and the braces of a GUID; an empty one is for
  /// clients that have none.
  public let track: String?
  /// ``track`` as ``canonical(track:)`` spells it.
  package let trackKey: String?
  /// `arch`.
  public let architecture: Architecture?
  /// `board`, exactly.
  public let board: String?
  /// `oem`, exactly.
  public let oem: String?
  /// `platform` of the operating system, exactly.
  public let platform: String?
  /// `min-version`: the oldest version that a machine may run.
  public let minimumVersion: Version?
  /// `max-version`: the newest version that a machine may run.
  public let maximumVersion: Version?
  /// `alias-prefix`: what a machine's alias begins with, exactly.
  public let aliasPrefix: String?
  /// `machine-prefix`: what a machine's ID begins with, in the spelling of ``MachineID``.
  public let machinePrefix: MachineID?
  /// `<machines file>`: the list that a machine's ID is on.
  public let machines: MachineList?

  /// A selector.
  public init(
    track: String? = nil, architecture: Architecture? = nil, board: String? = nil, oem: String? = nil,
    platform: String? = nil, minimumVersion: Version? = nil, maximumVersion: Version? = nil,
    aliasPrefix: String? = nil, machinePrefix: MachineID? = nil, machines: MachineList? = nil
  ) {
    self.track = track
    trackKey = track.map { Self.canonical(track: $0) }
    self.architecture = architecture
    self.board = board
    self.oem = oem
    self.platform = platform
    self.minimumVersion = minimumVersion
    self.maximumVersion = maximumVersion
    self.aliasPrefix = aliasPrefix
    self.machinePrefix = machinePrefix
    self.machines = machines
  }

  /// What a machine can fail to fit.
  public enum Criterion: String, Hashable, Sendable {
    case track, board, oem, platform
    case architecture = "arch"
    case minimumVersion = "min-version"
    case maximumVersion = "max-version"
    case aliasPrefix = "alias-prefix"
    case machinePrefix = "machine-prefix"
    case machines
  }

  /// A track as tracks are compared: a GUID in lower case and without braces, anything else as it is.
  static func canonical(track: String) -> String {
    // Most tracks are names, and short.
    let length = track.utf8.count
    guard length == 36 || length == 38, MachineID.number(of: track.utf8.span) != nil else { return track }
    return ApplicationID(track)?.key ?? track
  }

  /// The first criterion that a machine does not fit; nil when it belongs here.
  ///
  /// - Parameter track: the machine's track as ``CatalogApp/track(of:)`` reads it.
  ///
  /// Put in place where it is used, so that only what is compared is loaded: a selector that is passed is copied first, with
  /// all its texts.
  @inline(__always)
  func mismatch(_ machine: Machine, track: String?) -> Criterion? {
    // What a machine does not tell is empty: the protocol's default for texts.
    if let wanted = trackKey, wanted != track ?? "" { return .track }
    if let wanted = architecture, machine.architecture != .known(wanted) { return .architecture }
    if let wanted = board, wanted != machine.board ?? "" { return .board }
    if let wanted = oem, wanted != machine.oem ?? "" { return .oem }
    if let wanted = platform, wanted != machine.platform ?? "" { return .platform }
    if let wanted = minimumVersion, machine.version < wanted { return .minimumVersion }
    if let wanted = maximumVersion, machine.version > wanted { return .maximumVersion }
    if let wanted = aliasPrefix, machine.alias?.utf8.starts(with: wanted.utf8) != true { return .aliasPrefix }
    guard machinePrefix != nil || machines != nil else { return nil }
    let id = machine.id.map { MachineID($0) }
    if let wanted = machinePrefix, id?.text.utf8.starts(with: wanted.text.utf8) != true { return .machinePrefix }
    if let machines, id.map({ machines.contains($0) }) != true { return .machines }
    return nil
  }

  /// Whether every machine fits.
  public var isOpen: Bool { self == Selector() }
}
