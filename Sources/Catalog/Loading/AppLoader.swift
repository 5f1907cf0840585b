package import Omaha
package import Posix
package import XML

/// Reads one app's directory: `app.xml`, then the releases.
package struct AppLoader {
  private let directory: Directory
  /// The directory's name, which is the key of the app's ID.
  private let name: String
  private let root: String
  private let parser: XMLParser
  /// What is read; see ``Scope``.
  private let scope: Scope
  /// What is read instead of the files of the directory.
  private let pending: [PendingFile]
  /// Releases that are read besides those of the directory, unless everything is: the text of each by the name of its file.
  private let pendingReleases: [String: [UInt8]]
  /// Where the directories of all apps are; nil when only this app is of interest.
  private let catalog: Directory?
  package private(set) var errors: [CatalogError] = []
  /// The app whose copy this directory is; nil when it is none.
  private(set) var owner: ApplicationID?
  /// What was read; nil unless it was asked for.
  private(set) var digests: FileDigests?

  /// How much of an app is read.
  package enum Scope {
    /// Every release, so that everything that is wrong is found.
    case everything
    /// What machines of these versions can come to, for a process that answers one request.
    case machines(of: [Version])
  }

  package init(
    directory: Directory, name: String, root: String, parser: XMLParser, scope: Scope, pending: [PendingFile] = [],
    pendingReleases: [String: [UInt8]] = [:], catalog: Directory? = nil, hasDigest: Bool = false
  ) {
    self.directory = directory
    self.name = name
    self.root = root
    self.parser = parser
    self.scope = scope
    self.pending = pending
    self.pendingReleases = pendingReleases
    self.catalog = catalog
    digests = hasDigest ? FileDigests() : nil
  }

  private var readsEverything: Bool {
    if case .everything = scope { true } else { false }
  }

  /// The app; nil when there is none or after an error.
  ///
  /// The folder of releases is opened, then `app.xml` is read, then the folder is listed: a release that is published
  /// meanwhile is then one too many, never one too few.
  package mutating func load() throws(RepositoryError) -> CatalogApp? {
    let releaseDirectory = try releases()
    let path = directory.path(of: AppDefinition.fileName)
    let bytes: [UInt8]
    do throws(RepositoryError) {
      bytes = try pending.read(AppDefinition.fileName, in: directory, limit: AppDefinition.maximumSize)
    } catch  where error.isMissing {
      // Left by a writer that was interrupted before it wrote anything else.
      if let releaseDirectory, readsEverything, try releaseDirectory.entries().contains(where: Self.isRelease) {
        errors.append(CatalogError(file: path, line: 0, message: "missing, though there are releases"))
      }
      return nil
    } catch {
      errors.append(CatalogError(error))
      return nil
    }
    digests?.add("\(name)/\(AppDefinition.fileName)", bytes)
    var reader = AppReader(file: path, root: root, directory: name, lists: directory, pending: pending)
    reader.digests = digests
    do throws(XMLError) {
      reader.read(try parser.parse(bytes))
    } catch {
      reader.diagnostics.add(error)
    }
    digests = reader.digests
    for zone in reader.zones.ownFiles { digests?.add("../zoneinfo/\(zone.name)", zone.bytes) }
    if let id = reader.definition.id, isCopy(of: id) {
      owner = id
      return nil
    }
    let plan: AppPlan
    var names: [String]
    // Only asked when a release is missing.
    let twin: (ReleaseKey) -> Version?
    switch scope {
    case .everything:
      names = try releaseDirectory?.entries().filter(Self.isRelease).map(\.name) ?? []
      let index = ReleaseKeys(names.compactMap { ReleaseKey(fileName: $0) })
      plan = reader.definition.plan(over: index)
      twin = index.twin
    case .machines(let versions):
      let index = ReleaseFiles(directory: releaseDirectory, versions: versions, pending: pendingReleases)
      plan = reader.definition.plan(over: index)
      twin = index.twin
      names = []
      // The list is short: a few steps for each channel and architecture.
      for key in plan.releases where !names.contains(key.fileName) { names.append(key.fileName) }
    }
    // nil: whatever is read is served.
    let wanted = readsEverything ? Set(plan.releases) : nil
    let releases = loadReleases(names, in: releaseDirectory, serving: wanted)
    reader.reportMissing(plan, served: releases.served, faulty: releases.faulty, twin: twin)
    errors = reader.diagnostics.errors + errors
    guard errors.isEmpty, let id = reader.definition.id else { return nil }
    return CatalogApp(reader.definition, id: id, plan: plan, served: releases.served, others: releases.others)
  }

  /// Whether this directory is a copy of another app's, as `cp -r APP APP.bak` makes it: it says that it is that app, which has a
  /// directory of its own. A copy must not keep a server from starting; an app in the wrong directory, when there is no other of that ID,
  /// is an error.
  private func isCopy(of id: ApplicationID) -> Bool {
    guard id.key != name, let catalog else { return false }
    return (try? catalog.directory(id.key))?.contains(AppDefinition.fileName) == true
  }

  private func releases() throws(RepositoryError) -> Directory? {
    do throws(RepositoryError) {
      return try directory.directory("releases")
    } catch  where error.isMissing {
      return nil
    }
  }

  package static func isRelease(_ entry: DirectoryEntry) -> Bool {
    entry.name.hasSuffix(".xml") && !entry.isHidden
  }

  private struct Releases {
    var served = ReleaseTable()
    var others: [ReleaseKey] = []
    /// The names of files that have errors.
    var faulty: Set<String> = []
  }

  /// Reads releases. Only those that a group may come to are kept: of ten thousand the others cost no memory.
  private mutating func loadReleases(
    _ names: [String], in directory: Directory?, serving wanted: Set<ReleaseKey>?
  ) -> Releases {
    var releases = Releases()
    let path = self.directory.path(of: "releases")
    for name in names {
      do throws(RepositoryError) {
        var reader = ReleaseReader(file: "\(path)/\(name)", directory: self.name)
        let bytes: [UInt8]
        if let pending = pendingReleases[name] {
          bytes = pending
        } else {
          guard let directory else { continue }
          bytes = try directory.read(name, limit: ReleaseFile.maximumSize)
        }
        digests?.add("\(self.name)/releases/\(name)", bytes)
        if let file = reader.read(bytes, parser: parser) {
          if let wanted, !wanted.contains(file.key) {
            releases.others.append(file.key)
          } else if let release = Release(file) {
            releases.served.add(release, for: file.key)
          }
        } else {
          releases.faulty.insert(name)
        }
        errors += reader.diagnostics.errors
      } catch  where error.isMissing {
        // Removed since the directory was listed, or never there.
        continue
      } catch {
        releases.faulty.insert(name)
        errors.append(CatalogError(error))
      }
    }
    return releases
  }
}

extension AppReader {
  /// Reports the versions that something points to and that have no release.
  ///
  /// - Parameters:
  ///   - faulty: the files that are there and have errors of their own.
  ///   - twin: the release that writes the version of a missing one in another spelling.
  mutating func reportMissing(
    _ plan: AppPlan, served: ReleaseTable, faulty: Set<String>, twin: (ReleaseKey) -> Version?
  ) {
    // Nothing is missing as a rule, and what is missed by a thousand groups is told once.
    var lines: [AppDefinition.Location: Int]?
    var reported: Set<CatalogError> = []
    for planned in plan.plannedPaths {
      for path in planned.paths {
        for step in path.steps {
          guard let key = step.release, served[key] == nil, !faulty.contains(key.fileName) else { continue }
          let isTarget = step.version == path.target.version
          let floor = isTarget ? "" : ", which the floor needs"
          let other = twin(key).map { "; \($0) is the same version: write that" } ?? ""
          let known = lines ?? definition.lines.byLocation
          lines = known
          let error = CatalogError(
            file: diagnostics.file, line: line(of: step, on: path, of: planned, in: known),
            message: "there is no release of \(key.version) for \(key.architecture.rawValue)\(floor)\(other)")
          if reported.insert(error).inserted { diagnostics.add(error) }
        }
      }
    }
  }

  private func line(
    of step: UpdatePathPlan.Step, on path: UpdatePathPlan, of planned: AppPlan.PlannedPaths,
    in lines: [AppDefinition.Location: Int]
  ) -> Int {
    if step.version != path.target.version, let floor = step.floor {
      return lines[.floor(channel: planned.channel.name, floor.version, floor.architecture)] ?? 0
    }
    let group = planned.group.name
    return lines[.pin(group: group, path.target.architecture)] ?? lines[.pin(group: group, nil)]
      ?? lines[.target(channel: planned.channel.name, path.target.architecture)] ?? 0
  }
}

extension Target {
  package var key: ReleaseKey { ReleaseKey(version: version.text, architecture: architecture) }
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
      version: file.version, architecture: file.architecture, previousVersion: file.previousVersion,
      codebases: file.codebases,
      // A copy of exactly the size: the writer's buffer has grown by doubling.
      manifestXML: Array(writer.bytes[...]))
  }
}

extension ReleaseReader {
  /// Parses and reads a file.
  package mutating func read(_ bytes: [UInt8], parser: XMLParser) -> ReleaseFile? {
    do throws(XMLError) {
      return read(try parser.parse(bytes))
    } catch {
      diagnostics.add(error)
      return nil
    }
  }
}
