internal import Bundling
internal import Catalog
internal import CatalogEditing
internal import Console
internal import Glibc
internal import Omaha
internal import Payload
internal import Posix
internal import Reports

/// Adds what a bundle has: first everything is read into a staging folder and verified, then it is put in place under the repository's lock.
struct Importing {
  let repository: Repository
  let isDry: Bool
  /// Whether payloads may be broken.
  let allowsFaults: Bool
  /// Whether `app.xml` is to be that of the bundle.
  let hasPolicy: Bool
  /// The channels that are to point to what comes.
  let channels: [String]
  let promotionOptions: PromotionOptions
  /// Takes the repository's lock.
  let writer: () throws -> RepositoryWriter
  let output: ChangeReport

  /// How many bytes wait in memory before the disk begins with them, so that it works while the bundle comes and not only at its end.
  private static let mostUnwritten = 8 << 20

  func run(_ input: BundleInput, key: BundlePublicKey?) throws {
    let bundle = try BundleReader(input, key: key)
    let contents = try bundle.contents()
    output.name(apps: contents.apps)
    var plan = try ImportPlan(contents, in: repository)
    let rules = try BundleRules(of: contents, in: repository)
    try checkPromotions(of: contents, rules)
    try checkPolicies(of: contents)
    // The lock is given back at once: a bundle may take hours to come.
    let staging = try begin(contents, &plan, rules)
    let staged = try read(contents, from: bundle, plan, into: staging)
    try bundle.finish()
    output.add(signature: bundle.signature, key: key)
    guard let staging else { return try foretell(contents, plan, rules) }
    try commit(contents, plan, rules, staged, from: staging)
  }

  // MARK: Verifying

  /// Looks whether the apps would be valid, before hours of payloads come.
  ///
  /// - Returns: Where the payloads go; nil in a dry run.
  private func begin(
    _ contents: BundleContents, _ plan: inout ImportPlan, _ rules: BundleRules
  ) throws -> ImportStaging? {
    let writer = isDry ? nil : try writer()
    // A writer ends what a killed import has begun.
    plan = try plan.renewed(in: repository)
    _ = try prepare(contents, plan, by: writer)
    for app in channels.isEmpty ? [] : contents.apps {
      let promotions = promotions(of: contents, app)
      if !promotions.isEmpty { _ = try tryOut(contents, app) { try promote(by: promotions, rules, in: &$0) } }
    }
    for (app, policy) in hasPolicy ? contents.policies : [] where try repository.editor(of: app) != nil {
      _ = try tryOut(contents, app) { try apply(policy, to: &$0) }
    }
    return try writer.map { writer throws(RepositoryError) in try ImportStaging(in: writer) }
  }

  /// Builds the apps as they are to be, and loads them as a server would.
  ///
  /// - Parameter writer: Nil to build nothing, only to look at them.
  private func prepare(
    _ contents: BundleContents, _ plan: ImportPlan, by writer: RepositoryWriter?
  ) throws -> [PreparedApp] {
    var prepared: [PreparedApp] = []
    for app in contents.apps {
      let new = plan.new.filter { $0.file.appID.key == app.key }
      let policy = hasPolicy ? contents.policies.first { $0.app.key == app.key }?.policy : nil
      if new.isEmpty, policy == nil { continue }
      let releases = new.map { (key: $0.file.key, bytes: $0.bytes) }
      let architecture = new.map(\.file).defaultArchitecture
      let texts = policy.map { (text: $0.text, lists: $0.lists) }
      do throws(RepositoryError) {
        if let writer {
          let next = try PreparedApp(
            app, adding: releases, policy: texts, defaultArchitecture: architecture, by: writer)
          try next.validate()
          prepared.append(next)
        } else {
          try repository.trial(of: app, adding: releases, policy: texts, defaultArchitecture: architecture)
            .validate(app)
        }
      } catch {
        throw Self.refusal(error)
      }
    }
    return prepared
  }

  /// Reads the payloads to the end; gives those that are to be put in place.
  private func read(
    _ contents: BundleContents, from bundle: BundleReader, _ plan: ImportPlan, into staging: ImportStaging?
  ) throws -> [StagedPayload] {
    if let available = repository.availablePayloadBytes {
      let needed = contents.payloads.filter(plan.isWanted).reduce(UInt64(0)) { $0 &+ $1.package.size }
      guard needed <= available else {
        throw CommandFailure(
          "no space left on device: the payloads take \(byteQuantity(needed)), and \(repository.payloadsPath.escaped) has \(byteQuantity(available))",
          exitCode: CommandFailure.cannotCreate)
      }
    }
    let reporter = ProgressReporter(label: isDry ? "verifying" : "importing")
    defer { reporter.finish() }
    var staged: [StagedPayload] = []
    let total = contents.payloadBytes
    var done: UInt64 = 0
    var unwritten = 0
    for payload in contents.payloads {
      // One that is in place and whole is compared with the bundle only.
      let file = try plan.isWanted(payload) ? staging?.newFile() : nil
      let sample = try isDry && plan.isWanted(payload) ? PayloadSample(size: payload.package.size) : nil
      try bundle.read(payload, progress: { reporter.report(done: done &+ $0, total: total) }) {
        (piece) throws(BundleError) in
        try sample?.take(piece)
        guard let file else { return }
        guard unsafe writeAll(piece.span.bytes, to: file.descriptor) else {
          throw BundleError(.write(code: errno), path: file.path)
        }
        unwritten += piece.count
        if unwritten >= Self.mostUnwritten {
          beginWriting(of: file.descriptor)
          unwritten = 0
        }
      }
      done &+= payload.package.size
      if let sample, !sample.isEmpty { try checkStructure(of: payload, path: sample.path) }
      guard let file else { continue }
      try checkStructure(of: payload, path: file.path)
      staged.append(StagedPayload(file, of: payload.app, payload.key, name: payload.package.name))
    }
    return staged
  }

  private func checkStructure(of payload: BundleContents.Payload, path: String) throws {
    let (kind, faults) = try PayloadInspector.metadata(path: path)
    if payload.isMain, payload.key.previousVersion == nil, kind == .delta {
      throw CommandFailure(
        "\(payload.package.name.escaped) of \(payload.key.text) of \(payload.app.key) is a delta payload, and its release is for every version",
        exitCode: CommandFailure.checkFailed)
    }
    guard let fault = faults.first else { return }
    let text = "\(payload.package.name.escaped) of \(payload.key.text) of \(payload.app.key) is broken: \(fault)"
    guard allowsFaults else {
      throw CommandFailure(text, hint: "--force imports it all the same", exitCode: CommandFailure.checkFailed)
    }
    StandardError.warn(text)
  }

  /// Throws when a promotion would be refused.
  private func checkPromotions(of contents: BundleContents, _ rules: BundleRules) throws {
    guard !channels.isEmpty else { return }
    guard !contents.newest.isEmpty else {
      throw CommandFailure(
        "the bundle has no full release that a channel could point to", exitCode: CommandFailure.noInput)
    }
    for app in contents.apps {
      for promotion in promotions(of: contents, app) { try promotion.check(in: repository) }
    }
    if promotionOptions.backwards { return }
    for release in contents.newest {
      let editor = try repository.editor(of: release.appID)
      for channel in channels.unique { try rules.check(release, for: channel, in: editor) }
    }
  }

  private func checkPolicies(of contents: BundleContents) throws {
    if hasPolicy, contents.policies.isEmpty {
      throw CommandFailure(
        "the bundle has no policy", hint: "\(suggested("export", "--policy")) puts it into one",
        exitCode: CommandFailure.noInput)
    }
    for (app, policy) in contents.policies {
      // What is there has to be valid before it can be changed.
      let editor = hasPolicy ? try repository.editor(of: app) : nil
      let snapshot = AppSnapshot(String(decoding: policy.text, as: UTF8.self), in: repository)
      if let editor, let snapshot, !promotionOptions.backwards { try checkForwards(from: editor, to: snapshot) }
      let lists = snapshot?.groups.compactMap { $0.selector.machines?.file }
      if let stray = policy.lists.first(where: { lists?.contains($0.name) == false })?.name {
        throw CommandFailure(
          "the bundle has a list of machines \(stray.quoted), which its app.xml of \(app.key) does not name",
          exitCode: CommandFailure.checkFailed)
      }
    }
  }

  /// Throws when a policy would point a channel to an older version than it is at, or to one that is blocked here or there.
  private func checkForwards(from editor: AppEditor, to policy: AppSnapshot) throws(CommandFailure) {
    for new in policy.channels {
      guard let channel = editor.channel(named: new.name) else { continue }
      for target in new.targets {
        try PromotionCheck.checkForwards(to: target.version, for: target.architecture, of: channel, in: editor)
        try BundleRules.check(target.version, for: target.architecture, of: editor.app, by: new, now: channel)
      }
    }
  }

  // MARK: Doing

  private func commit(
    _ contents: BundleContents, _ plan: ImportPlan, _ rules: BundleRules, _ staged: [StagedPayload],
    from staging: ImportStaging
  ) throws {
    let writer = try writer()
    defer { writer.takeBack(from: staging) }
    let plan = try plan.renewed(in: repository)
    try checkPromotions(of: contents, rules)
    try checkPolicies(of: contents)
    let prepared = try prepare(contents, plan, by: writer)
    // A new app has its policy from the beginning.
    let policies = try prepared.filter(\.isNew).compactMap { try tryPolicy(of: $0.app, in: contents) }
    try writer.place(staged.filter { plan.isWanted($0.name, of: $0.key, of: $0.app) }, from: staging)
    try writer.publish(prepared, from: staging)
    for app in prepared { tell(of: app.app, isNew: app.isNew, plan, would: "") }
    for report in policies {
      for line in report.lines { output.say(line, isChange: true) }
      try report.tell(isDry: false)
    }
    for payload in plan.damaged {
      output.say("put \(payload.package.name) of \(payload.key.text) of \(payload.app.key) back", isChange: true)
    }
    tellOfKnown(plan)
    for app in prepared where hasPolicy && !app.isNew { try applyPolicy(of: app.app, contents, writer) }
    for app in channels.isEmpty ? [] : contents.apps {
      let promotions = promotions(of: contents, app)
      if promotions.isEmpty { continue }
      try Editing(repository: repository, app: app, writer: writer, output: output).run { editor in
        try promote(by: promotions, rules, in: &editor)
      }
    }
    if channels.isEmpty, !hasPolicy { rules.tellOfFloors() }
    tellOfPolicy(contents)
    if !output.isChanged { output.say("nothing changed", isChange: false) }
  }

  private func applyPolicy(of app: ApplicationID, _ contents: BundleContents, _ writer: RepositoryWriter) throws {
    guard let policy = contents.policies.first(where: { $0.app.key == app.key })?.policy else { return }
    try Editing(repository: repository, app: app, writer: writer, output: output).run { editor in
      try apply(policy, to: &editor)
    }
  }

  /// Tries the policy of an app as it will be with the releases of the bundle; nil when there is none to apply.
  private func tryPolicy(of app: ApplicationID, in contents: BundleContents) throws -> EditReport? {
    guard hasPolicy, let policy = contents.policies.first(where: { $0.app.key == app.key })?.policy else { return nil }
    return try tryOut(contents, app) { try apply(policy, to: &$0) }
  }

  private func apply(_ policy: BundleContents.Policy, to editor: inout AppEditor) throws -> EditReport {
    let before = editor
    try editor.replace(with: policy.text, lists: policy.lists)
    var report = editor.news(since: before)
    report.add("policy of \(editor.app.key) is that of the bundle", isChanged: editor.isChanged)
    return report
  }

  private func promote(
    by promotions: [Promoting], _ rules: BundleRules, in editor: inout AppEditor
  ) throws -> EditReport {
    var report = try promotions.reduce(into: [] as EditReport) { $0 += try $1.run(in: &editor) }
    for channel in channels.unique { report += try rules.setFloors(in: channel, by: &editor) }
    return report
  }

  /// What points the channels of an app to what has come, an architecture at a time.
  private func promotions(of contents: BundleContents, _ app: ApplicationID) -> [Promoting] {
    contents.newest.filter { $0.appID.key == app.key }.map { release in
      Promoting(
        app: app, version: release.version, architecture: release.architecture, channels: channels,
        options: promotionOptions)
    }
  }

  private static func refusal(_ error: RepositoryError) -> any Error {
    guard case .invalid(let errors) = error.reason else { return error }
    return CommandFailure(
      "nothing was changed, because the catalog would not be valid\n\(errors)", exitCode: CommandFailure.badCatalog)
  }

  // MARK: Telling

  private func foretell(_ contents: BundleContents, _ plan: ImportPlan, _ rules: BundleRules) throws {
    for app in contents.apps { tell(of: app, isNew: try repository.editor(of: app) == nil, plan, would: "would ") }
    for payload in plan.damaged {
      output.say("would put \(payload.package.name) of \(payload.key.text) of \(payload.app.key) back", isChange: true)
    }
    tellOfKnown(plan)
    for (app, policy) in hasPolicy ? contents.policies : [] {
      guard var editor = try repository.editor(of: app) else {
        // A new app is not changed but made.
        let diff = UnifiedDiff(name: "app.xml", from: "", to: String(decoding: policy.text, as: UTF8.self))
        output.show(diff.text, isChange: true)
        try tryPolicy(of: app, in: contents)?.tell(isDry: true)
        continue
      }
      _ = try apply(policy, to: &editor)
      // What is said in the end is about all apps.
      output.show(editor, isAll: false)
      try tryPolicy(of: app, in: contents)?.tell(isDry: true)
    }
    for app in channels.isEmpty ? [] : contents.apps {
      let promotions = promotions(of: contents, app)
      for promotion in promotions { promotion.foretell(in: repository, output) }
      let editor = try repository.editor(of: app)
      for channel in channels.unique { rules.foretellFloors(of: app, in: channel, editor, output) }
      if promotions.isEmpty { continue }
      try tryOut(contents, app) { try promote(by: promotions, rules, in: &$0) }.tell(isDry: true)
    }
    if channels.isEmpty, !hasPolicy { rules.tellOfFloors() }
    tellOfPolicy(contents)
    if !output.isChanged { output.say("nothing would change", isChange: false) }
  }

  /// Tries a change of an app as it will be with the releases of the bundle.
  private func tryOut(
    _ contents: BundleContents, _ app: ApplicationID, _ change: (inout AppEditor) throws -> EditReport
  ) throws -> EditReport {
    let releases = contents.releases.filter { $0.file.appID.key == app.key }
    let isNew = try repository.editor(of: app) == nil
    let new = try releases.filter { try ReleaseFile.read(repository, app, $0.file.key) == nil }
    return try Editing.tryOut(
      app, adding: new.map { ($0.file.key, $0.bytes) }, holding: releases.map(\.file.key),
      defaultArchitecture: isNew ? releases.map(\.file).defaultArchitecture : nil, in: repository, output, change)
  }

  /// Says what is new.
  ///
  /// - Parameter would: What comes before the verb.
  private func tell(of app: ApplicationID, isNew: Bool, _ plan: ImportPlan, would: String) {
    if isNew { output.say(would.isEmpty ? "new app \(app.key)" : "would make app \(app.key)", isChange: true) }
    for release in plan.new where release.file.appID.key == app.key {
      let packages = release.file.manifest.packages
      let files = packages.map { "\($0.name), \(quantity(Int(clamping: $0.size), "byte"))" }.joined(separator: "; ")
      let elsewhere = release.hasPayload ? "" : ", served from elsewhere"
      output.say(
        "\(would)\(would.isEmpty ? "added" : "add") \(release.file.key.text) of \(app.key): \(files)\(elsewhere)",
        isChange: true)
    }
  }

  private func tellOfKnown(_ plan: ImportPlan) {
    for release in plan.known {
      output.say("\(release.key.text) of \(release.appID.key) is there already", isChange: false)
    }
  }

  /// Says that the bundle has a policy that was not asked for.
  private func tellOfPolicy(_ contents: BundleContents) {
    guard !hasPolicy else { return }
    for (app, _) in contents.policies {
      StandardError.note("the bundle has a policy of \(app.key), which was not applied: --policy applies it")
    }
  }
}

extension ChangeReport {
  /// Says what is known of who made the bundle.
  fileprivate func add(signature: BundleReader.Signature, key: BundlePublicKey?) {
    self.signature = signature.rawValue
    switch signature {
    case .valid:
      say("verified: the bundle is whole and signed with key \(key?.fingerprint.prefix(16) ?? "")", isChange: false)
    case .unchecked:
      say("verified: the bundle is whole", isChange: false)
      StandardError.warn("the bundle is signed, and nobody checked by whom: give --public-key")
    case .none:
      say("verified: the bundle is whole", isChange: false)
      StandardError.warn("the bundle is not signed: whoever could change it could change its hashes too")
    }
  }
}

extension [ReleaseFile] {
  /// What machines of a new app count as that tell no architecture: the only one that there are releases for.
  fileprivate var defaultArchitecture: Architecture? {
    let known = Set(map(\.architecture)).subtracting([.all])
    return known.count == 1 ? known.first : nil
  }
}
