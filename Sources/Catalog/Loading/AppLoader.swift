internal import Omaha
internal import XML

/// Reads one app's directory: `app.xml`, then the releases.
struct AppLoader {
  private let directory: Directory
  /// The directory's name, which is the key of the app's ID.
  private let name: String
  private let parser: XMLParser
  /// Whether only the releases that a channel points to are read.
  private let onlyTargets: Bool
  private(set) var errors: [CatalogError] = []

  init(directory: Directory, name: String, parser: XMLParser, onlyTargets: Bool) {
    self.directory = directory
    self.name = name
    self.parser = parser
    self.onlyTargets = onlyTargets
  }

  /// The app; nil when there is none or after an error.
  ///
  /// `app.xml` is read before the releases are listed: a release that is published meanwhile is then one too many, never
  /// one too few.
  mutating func load() throws(RepositoryError) -> CatalogApp? {
    let releaseDirectory = try releases()
    let path = directory.path(of: AppDocument.fileName)
    let bytes: [UInt8]
    do throws(RepositoryError) {
      bytes = try directory.read(AppDocument.fileName, limit: AppDocument.maximumSize)
    } catch  where error.isMissing {
      // Left by a writer that was interrupted before it wrote anything else.
      if let releaseDirectory, !onlyTargets, try releaseDirectory.entries().contains(where: Self.isRelease) {
        errors.append(CatalogError(file: path, line: 0, message: "missing, though there are releases"))
      }
      return nil
    } catch {
      errors.append(CatalogError(file: error.path, line: 0, message: error.message))
      return nil
    }
    var reader = AppReader(file: path, directory: name)
    do throws(XMLError) {
      reader.read(try parser.parse(bytes))
    } catch {
      reader.diagnostics.add(error.reason, line: error.line)
    }
    var names: [String] = []
    // nil: whatever is read is one.
    var targets: Set<ReleaseKey>?
    if onlyTargets {
      // A channel has a target for each architecture, so the list is short.
      for (target, _) in reader.content.targets where !names.contains(target.key.fileName) {
        names.append(target.key.fileName)
      }
    } else {
      targets = Set(reader.content.targets.map(\.target.key))
      names = try releaseDirectory?.entries().filter(Self.isRelease).map(\.name) ?? []
    }
    let releases = loadReleases(names, in: releaseDirectory, serving: targets)
    for (target, element) in reader.content.targets where releases.served[target.key] == nil {
      // A release that is there and wrong has its own error.
      guard !releases.faulty.contains(target.key.fileName) else { continue }
      reader.diagnostics.add(
        "there is no release of \(target.version.text) for \(target.architecture.rawValue)", at: element)
    }
    errors = reader.diagnostics.errors + errors
    guard errors.isEmpty, let id = reader.content.id else { return nil }
    return CatalogApp(
      id: id, name: reader.content.name, channels: reader.content.channels, groups: reader.content.groups,
      served: releases.served, others: releases.others)
  }

  private func releases() throws(RepositoryError) -> Directory? {
    do throws(RepositoryError) {
      return try directory.directory("releases")
    } catch  where error.isMissing {
      return nil
    }
  }

  static func isRelease(_ entry: DirectoryEntry) -> Bool {
    entry.name.hasSuffix(".xml") && !entry.isHidden
  }

  private struct Releases {
    var served = ReleaseTable()
    var others: [ReleaseKey] = []
    /// The names of files that have errors.
    var faulty: Set<String> = []
  }

  /// Reads releases. Only those that a channel points to are kept: of ten thousand the others cost no memory.
  private mutating func loadReleases(
    _ names: [String], in directory: Directory?, serving targets: Set<ReleaseKey>?
  ) -> Releases {
    var releases = Releases()
    guard let directory else { return releases }
    for name in names {
      do throws(RepositoryError) {
        var reader = ReleaseReader(file: directory.path(of: name), directory: self.name)
        let bytes = try directory.read(name, limit: ReleaseFile.maximumSize)
        if let file = reader.read(bytes, parser: parser) {
          if targets?.contains(file.key) ?? true {
            if let release = Release(file) { releases.served.add(release, for: file.key) }
          } else {
            releases.others.append(file.key)
          }
        } else {
          releases.faulty.insert(name)
        }
        errors += reader.diagnostics.errors
      } catch  where error.isMissing {
        // Removed since the directory was listed.
        continue
      } catch {
        releases.faulty.insert(name)
        errors.append(CatalogError(file: error.path, line: 0, message: error.message))
      }
    }
    return releases
  }
}

extension Target {
  var key: ReleaseKey { ReleaseKey(version: version.text, architecture: architecture) }
}

extension Release {
  /// The compact form of a file; nil when its manifest cannot be written, which nothing that was parsed is.
  convenience init?(_ file: ReleaseFile) {
    var writer = XMLWriter()
    do throws(XMLWriterError) {
      try file.manifest.render(into: &writer)
    } catch {
      return nil
    }
    self.init(
      version: file.version, architecture: file.architecture, codebases: file.codebases,
      // A copy of exactly the size: the writer's buffer has grown by doubling.
      manifestXML: Array(writer.bytes[...]))
  }
}

extension ReleaseReader {
  /// Parses and reads a file.
  mutating func read(_ bytes: [UInt8], parser: XMLParser) -> ReleaseFile? {
    do throws(XMLError) {
      return read(try parser.parse(bytes))
    } catch {
      diagnostics.add(error.reason, line: error.line)
      return nil
    }
  }
}
