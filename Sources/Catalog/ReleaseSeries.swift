public import Omaha
package import XML

/// Several releases for one answer: the floors that lie before a machine and the target of its path, for a mirror that copies a
/// channel (`multi_manifest_ok`).
///
/// They are what the machine would be offered one after the other, in that order.
public final class ReleaseSeries: Sendable {
  /// One release.
  public struct Entry: Sendable {
    /// The release, never a delta.
    public let release: Release
    /// The floor that it is; nil when it is none, or stands in for one that is blocked.
    public let floor: Floor?
    /// Whether nothing is offered after it.
    public fileprivate(set) var isTarget: Bool
    /// What comes before its packages' names below ``ReleaseSeries/codebases``: empty, or ending in `/`.
    public fileprivate(set) var directory = ""
  }

  /// Where the packages of all entries are fetched from; at least one.
  public let codebases: [Codebase]

  /// The releases, oldest first; a floor that is not the target is never alone.
  public let entries: [Entry]

  /// What a beginning of `entries` can be told as: as many as lie below a common codebase. Nil when that is a single floor which
  /// is not the target: Nebraska takes the release of a lone manifest for its channel's target, whatever its marks say.
  fileprivate init?(_ entries: some Collection<Entry>) {
    guard let first = entries.first else { return nil }
    let common = CommonCodebase.common(to: entries.map(\.release))
    let directories = common.first?.directories ?? []
    guard directories.count > 1 else {
      // Its codebases as they are, and no directory in a name.
      guard first.isTarget else { return nil }
      self.codebases = first.release.codebases
      self.entries = [first]
      return
    }
    codebases = common.map { Codebase(unchecked: $0.text) }
    self.entries = zip(entries, directories).map { entry, directory in
      var entry = entry
      entry.directory = directory
      return entry
    }
  }

  /// A single release that is the target.
  public init(target release: Release) {
    codebases = release.codebases
    entries = [Entry(release: release, floor: nil, isTarget: true)]
  }
}

extension UpdatePath {
  /// What a mirror of this version is told at once.
  ///
  /// - Parameter limit: The number of releases beyond which the answer ends. The target is then left for a later answer, so
  ///   that no floor is left out before it.
  /// - Returns: Nil when a floor lies ahead that cannot be told together with what comes after it.
  public func series(from version: Version, limit: Int) -> ReleaseSeries? {
    ReleaseSeries(entries(from: version).prefix(max(limit, 1)))
  }

  /// What a machine of this version is offered, one after the other.
  private func entries(from version: Version) -> [ReleaseSeries.Entry] {
    var entries: [ReleaseSeries.Entry] = []
    var reached = version
    for (index, step) in steps.enumerated() where step.version > reached {
      guard let release = step.release, release.version > reached else { break }
      // Behind a floor that is blocked nothing is offered, to anybody.
      let isLast = index == steps.count - 1 || step.block != nil
      entries.append(
        ReleaseSeries.Entry(release: release, floor: step.block == nil ? step.floor : nil, isTarget: isLast))
      if isLast { break }
      reached = release.version
    }
    // A block leaves nothing newer than the last floor. Alone it would be taken for a target that is no floor.
    if entries.count > 1 { entries[entries.count - 1].isTarget = true }
    return entries
  }
}

extension ReleaseSeries.Entry {
  /// Writes the release's manifest with its marks, and with every package's name below ``directory``.
  ///
  /// - Throws: ``XMLWriterError`` when the floor's reason cannot be written; one that was read can.
  package func render(into writer: inout XMLWriter) throws(XMLWriterError) {
    var rest = release.manifestXML[...]
    // What was rendered has these texts in no other place: a value's "<" is escaped.
    if let version = rest.index(behind: "<manifest version=\""),
      let end = rest[version...].firstIndex(of: UInt8(ascii: "\""))
    {
      writer.raw(Array(rest[...end]))
      rest = rest[(end + 1)...]
      if let floor {
        writer.raw(" is_floor=\"true\"")
        if let reason = floor.reason { try writer.attribute("floor_reason", reason) }
      }
      if isTarget { writer.raw(" is_target=\"true\"") }
    }
    let directory = Codebase.escaped(directory)
    while !directory.isEmpty, let name = rest.index(behind: "<package name=\"") {
      writer.raw(Array(rest[..<name]))
      writer.raw(directory)
      rest = rest[name...]
    }
    writer.raw(Array(rest))
  }
}

extension ArraySlice<UInt8> {
  /// Where the first occurrence of a text ends. Not `firstRange`, which would link the engine for regular expressions.
  fileprivate func index(behind text: String) -> Int? {
    let first = text.utf8.first
    return indices.first { self[$0] == first && self[$0...].starts(with: text.utf8) }.map { $0 + text.utf8.count }
  }
}
