internal import Catalog
internal import CatalogEditing
internal import Console
internal import Omaha
internal import OmahaClient
internal import OmahaCurl
internal import Payload

/// Copies what a server offers: for each architecture and channel it asks, downloads what is missing, adds it, and changes the channel.
struct Mirroring {
  let repository: Repository
  let source: MirrorSource
  let key: PayloadPublicKey?
  let isPromoting: Bool
  let promotion: PromotionOptions
  /// How many versions are kept; nil for all.
  let last: Int?
  let fetching: ParallelFetch.Settings
  /// Takes the right to change the repository; nil to say what would be done.
  let writer: (() throws -> RepositoryWriter)?
  let output: ChangeReport

  private var app: ApplicationID { source.app }

  /// What a dry run has said that would be there by then.
  private struct Foretold {
    var releases: Set<ReleaseKey> = []
    var channels: Set<String> = []
  }

  /// Downloads that nobody has gone on with for so long are removed, in seconds.
  private static let longestPause = 7 * 24 * 60 * 60

  /// Copies every channel for every architecture. What fails is told, and the others are copied all the same.
  ///
  /// - Returns: the exit code of the first fault, 0 without one.
  func run(channels: [String], architectures: [Architecture]) throws -> Int32 {
    let folder = try writer.map { _ in
      try DownloadFolder(repository) {
        StandardError.print("omaha-pkg: waiting for another mirror of \(repository.root.escaped)")
      }
    }
    var code: Int32 = 0
    // What each channel offers, before anything is fetched.
    let offers = architectures.flatMap { architecture in
      channels.map { channel in
        (channel, architecture, Result { try source.offer(channel: channel, architecture) })
      }
    }
    let releases = offers.compactMap { try? $0.2.get() }.flatMap(\.releases)
    try checkExtras(of: releases)
    var foretold = Foretold()
    do {
      for (channel, architecture, offer) in offers {
        do {
          try copy(try offer.get(), channel, architecture, by: folder, &foretold)
        } catch let error as any CommandError {
          let failure = error.commandFailure
          try StandardOutput.flush()
          CommandFailure(
            "channel \(channel.escaped) \(architecture): \(failure.message)", hint: failure.hint,
            exitCode: failure.exitCode
          ).print(as: "omaha-pkg")
          if code == 0 { code = failure.exitCode }
        }
      }
    }
    try folder?.removeOld(after: Self.longestPause)
    // What failed may be what the old releases are still needed for.
    if code == 0, let last { try prune(keeping: last, and: Set(releases.map(\.key))) }
    return code
  }

  /// Throws when no release on offer has a further file that is wanted. Where only some have it, that is told.
  private func checkExtras(of releases: [OfferedRelease]) throws(CommandFailure) {
    guard !releases.isEmpty else { return }
    for name in source.extras?.sorted() ?? [] {
      let lacking = releases.filter { $0.absent.contains(name) }
      guard lacking.count < releases.count else {
        throw CommandFailure(
          "\(releases[0].version) has no further file \(name.quoted), nor has another release on offer",
          exitCode: CommandFailure.checkFailed)
      }
      for release in lacking { StandardError.warn("\(release.key.text) has no further file \(name.quoted)") }
    }
  }

  private func hasChannel(_ name: String) throws(RepositoryError) -> Bool {
    try repository.editor(of: app)?.channel(named: name) != nil
  }

  /// Removes old releases that nothing needs. What the server offers stays, also where no channel points to it yet: the next run would fetch it
  /// again.
  private func prune(keeping count: Int, and offered: Set<ReleaseKey>) throws {
    guard repository.apps().contains(app) else { return }
    let report = try Pruning(repository: repository, writer: try writer?(), app: app, count: count, offered: offered)
      .run()
    for release in report.removed {
      output.say(
        "\(writer == nil ? "would remove" : "removed") \(release.version) \(release.arch) of \(app.key)", isChange: true
      )
    }
  }

  private func copy(
    _ offer: MirrorOffer, _ channel: String, _ architecture: Architecture, by folder: DownloadFolder?,
    _ foretold: inout Foretold
  ) throws {
    let place = "channel \(channel.escaped) \(architecture)"
    guard let newest = offer.releases.last else {
      // A server says the same of a channel that it does not know.
      if try !hasChannel(channel), !foretold.channels.contains(channel) {
        StandardError.warn(
          "\(place): the server offers nothing, and there is no such channel here: its name may be wrong, or the server holds mirrors back, as it does while it is paused and where it could tell them nothing but a floor"
        )
      }
      return output.say("\(place): the server offers nothing", isChange: false)
    }
    var missing: [OfferedRelease] = []
    for release in offer.releases {
      switch try release.state(in: repository, of: app) {
      case .complete: break
      case .missing: missing.append(release)
      case .damaged(let names): missing.append(release.taking(names))
      case .partial(let names):
        StandardError.warn(
          "\(release.key.text) of \(app.key) is here without \(names.map(\.quoted).joined(separator: ", ")): it was copied with another --extra, or the server added that since; releases never change"
        )
      }
    }
    let promoting = promoting(channel, to: offer, architecture)
    // Before anything is fetched: what is refused in the end would be fetched and published for nothing.
    if try repository.editor(of: app) == nil, !promotion.create { try repository.requireMeant(newApp: app) }
    try promoting?.check(in: repository)
    if missing.isEmpty { output.say("\(place): \(newest.version) is here already", isChange: false) }
    for release in missing { try KnownVersions(of: app, in: repository).checkAdded(release.version) }
    var trial: EditReport?
    if needsChange(offer, promoting) {
      trial = try tryOut(missing, architecture) { try change(channel, offer, architecture, promoting, in: &$0) }
    }
    guard let folder, let writer else {
      try foretell(missing, offer, channel, architecture, promoting, besides: &foretold)
      try trial?.tell(isDry: true)
      return
    }
    var failure: CommandFailure?
    if !missing.isEmpty {
      let files = missing.flatMap(\.files).reduce(into: [OfferedFile]()) { files, file in
        if !files.contains(where: { $0.downloadName == file.downloadName }) { files.append(file) }
      }
      try checkRoom(for: files, in: folder)
      let results = ParallelFetch(settings: fetching, folder: folder).run(files)
      let fetched = Dictionary(
        zip(files, results).map { ($0.downloadName, $1) }, uniquingKeysWith: { first, _ in first })
      for release in missing {
        do throws(CommandFailure) {
          try publish(release, fetched, writer)
        } catch {
          // The others are told, too; the last one by whoever called.
          if let failure { failure.print(as: "omaha-pkg") }
          failure = error
        }
      }
    }
    if let failure { throw failure }
    for file in missing.flatMap(\.files) { try folder.remove(file.downloadName) }
    if needsChange(offer, promoting) {
      try Editing(repository: repository, app: app, writer: try writer(), output: output).run { editor in
        try change(channel, offer, architecture, promoting, in: &editor)
      }
    }
  }

  /// What points a channel to the target; nil when that is not asked for.
  private func promoting(_ channel: String, to offer: MirrorOffer, _ architecture: Architecture) -> Promoting? {
    guard isPromoting, let target = offer.target.flatMap({ Version($0.version) }) else { return nil }
    return Promoting(app: app, version: target, architecture: architecture, channels: [channel], options: promotion)
  }

  /// Throws when the disk has surely no room for what is missing; a server may say any size.
  private func checkRoom(for files: [OfferedFile], in folder: DownloadFolder) throws(CommandFailure) {
    let needed = files.reduce(UInt64(0)) { sum, file in
      let (total, overflow) = sum.addingReportingOverflow(
        file.size - folder.size(of: file.downloadName, atMost: file.size))
      return overflow ? .max : total
    }
    guard let free = folder.freeBytes, needed > free else { return }
    throw CommandFailure(
      "the releases need \(byteQuantity(needed)), and the disk of \(repository.root.escaped) has \(byteQuantity(free)) free",
      exitCode: CommandFailure.inputOutput)
  }

  /// Adds a release whose files are there.
  private func publish(
    _ release: OfferedRelease, _ fetched: [String: Result<FetchedFile, CommandFailure>],
    _ writer: () throws -> RepositoryWriter
  ) throws(CommandFailure) {
    do {
      var added: [AddedFile] = []
      var reviewed: [ReviewedFile] = []
      for file in release.files {
        guard let found = try fetched[file.downloadName]?.get() else { return }
        added.append(
          AddedFile(
            source: try PayloadSource(path: found.path), digest: found.report.digest, name: file.name,
            isRequired: file.isRequired, attributes: file.attributes))
        reviewed.append(ReviewedFile(name: file.name, report: found.report))
      }
      let adding = Adding(
        repository: repository, writer: try writer(), app: app, key: release.key, version: release.version,
        previous: nil,
        files: added, codebases: [], given: release.given, isLinking: true, createsMisspelled: promotion.create,
        output: output)
      try ReleaseReview(
        app: app, files: reviewed, actions: adding.release.manifest.actions,
        others: OtherReleases(of: app, besides: release.key, in: repository)
      ).tell(allowingFaults: false)
      _ = try adding.check()
      try adding.run()
    } catch let error as any CommandError {
      throw error.commandFailure
    } catch {
      throw CommandFailure("\(error)", exitCode: CommandFailure.inputOutput)
    }
  }

  private func needsChange(_ offer: MirrorOffer, _ promoting: Promoting?) -> Bool {
    promoting != nil || offer.releases.contains(where: \.isFloor)
  }

  /// Makes floors of what the server says are floors, and points the channel to the target if that is asked for.
  private func change(
    _ channel: String, _ offer: MirrorOffer, _ architecture: Architecture, _ promoting: Promoting?,
    in editor: inout AppEditor
  ) throws -> EditReport {
    var report: EditReport = []
    let floors = offer.releases.filter(\.isFloor)
    let scope = architecture == .all ? nil : architecture
    if !floors.isEmpty, try editor.addChannel(channel) { report.lines.append("new channel \(channel.escaped)") }
    for floor in floors where !editor.isFloor(floor.version, of: channel, for: scope) {
      _ = try editor.setFloor(floor.version, for: scope, reason: floor.floorReason?.escaped, channel: channel)
      report.add("channel \(channel.escaped) \(architecture): \(floor.version) is a floor", isChanged: true)
    }
    if let promoting { report += try promoting.run(in: &editor) }
    return report
  }

  private func foretell(
    _ missing: [OfferedRelease], _ offer: MirrorOffer, _ channel: String, _ architecture: Architecture,
    _ promoting: Promoting?, besides foretold: inout Foretold
  ) throws {
    let new = missing.filter { !foretold.releases.contains($0.key) }
    if new.isEmpty, let newest = missing.last {
      output.say("channel \(channel.escaped) \(architecture): \(newest.version) would be here already", isChange: false)
    }
    foretold.releases.formUnion(new.map(\.key))
    if needsChange(offer, promoting) { foretold.channels.insert(channel) }
    for release in new {
      let files = release.files.map { "\($0.name), \($0.size) bytes" }
      output.say("would add \(release.key.text) of \(app.key): \(files.joined(separator: "; "))", isChange: true)
    }
    let editor = try repository.editor(of: app)
    let scope = architecture == .all ? nil : architecture
    for floor in offer.releases where floor.isFloor && editor?.isFloor(floor.version, of: channel, for: scope) != true {
      output.say(
        "would make \(floor.version) a floor of channel \(channel.escaped) \(architecture)", isChange: true)
    }
    promoting?.foretell(in: repository, output)
  }

  /// Tries a change of the app as it will be with the releases that are missing, which may be there with another payload.
  private func tryOut(
    _ missing: [OfferedRelease], _ architecture: Architecture, _ change: (inout AppEditor) throws -> EditReport
  ) throws -> EditReport {
    let releases = missing.map { $0.release(of: app, in: repository) }
    let new = try releases.filter { try ReleaseFile.read(repository, app, $0.key) == nil }
    return try Editing.tryOut(
      app, adding: new.map { ($0.key, try repository.content(of: $0)) }, holding: releases.map(\.key),
      defaultArchitecture: architecture == .all ? nil : architecture, in: repository, output, change)
  }
}
