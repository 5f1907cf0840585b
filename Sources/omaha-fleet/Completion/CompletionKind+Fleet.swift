internal import ArgumentParser
internal import Console
internal import Fleet
internal import SQL

// What machines have told, for a shell that completes a word.
extension CompletionKind {
  /// The apps.
  static let apps = typed { words in words.counted(ofAnyApp: true) { $0.app } }
  /// The groups that took machines, of the app that is meant.
  static let groups = typed { words in words.counted { $0.group } }
  /// The versions that machines run.
  static let versions = typed { words in words.counted { $0.version == MachineCount.rare ? "" : $0.version } }
  /// The versions that machines are to have.
  static let targets = typed { words in words.counted { $0.target } }
  /// The tracks that machines ask for.
  static let tracks = typed { $0.told(.track) }
  /// Their architectures.
  static let architectures = typed { $0.told(.architecture) }
  /// Their OEM platforms.
  static let oems = typed { $0.told(.oem) }
}

/// What the database has that a command line names.
extension TypedWords {
  /// - Parameter ofAnyApp: Whether the app that the line names does not matter: it may be the word that is typed.
  fileprivate func counted(ofAnyApp: Bool = false, _ value: (MachineCount) -> String) -> [String] {
    let app = ofAnyApp ? nil : self.value(of: "--app").flatMap { try? MachineFilterOptions.app($0) }
    let counts = (try? reader?.counts().keys.filter { app == nil || $0.app == app }) ?? []
    return Set(counts.map(value)).subtracting([""]).sorted()
  }

  fileprivate func told(_ trait: FleetReader.Trait) -> [String] { (try? reader?.values(of: trait)) ?? [] }

  private var reader: FleetReader? {
    let fleet = FleetOptions.folder(given: value(of: "--fleet").flatMap { $0.isEmpty ? nil : $0 })
    guard let text = value(of: "--database") else { return try? FleetReader(DatabaseOptions.standard(fleet: fleet)) }
    return try? FleetReader(DatabaseLocation(text))
  }
}
