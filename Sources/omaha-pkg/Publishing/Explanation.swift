internal import Catalog
internal import Omaha
internal import UpdateService
internal import XML

/// What a request would be answered, step by step.
struct Explanation: Encodable {
  let time: String
  let apps: [Step]
  /// What in the request was read as absent.
  let notices: [String]
  /// The answer, as the server would send it.
  let response: String

  /// The way to the decision for one app; nil where it did not get that far.
  struct Step: Encodable {
    let app: String
    let name: String?
    let version: String
    let track: String?
    let arch: String?
    let machine: String?
    let group: String?
    let channel: String?
    let target: String?
    let targetArch: String?
    let since: String?
    let decision: String
    let reason: String
    let explanation: String
  }

  init(
    of request: Request, notices: [Notice], in repository: Repository, at now: Timestamp, baseURL: BaseURL?
  ) throws {
    let catalog = try Catalog.load(root: repository.root)
    let answer = UpdateService(catalog: catalog).answer(to: request, at: now, baseURL: baseURL)
    time = now.description
    self.notices = notices.map { "\($0)" }
    apps = answer.apps.map { Step($0, of: request, in: catalog) }
    var writer = XMLWriter()
    try answer.render(into: &writer)
    response = String(decoding: writer.bytes, as: UTF8.self)
  }

  /// A table per app, then the answer.
  var text: String {
    var text = ""
    for step in apps {
      var table = Table()
      table.add("app", step.name.map { "\(step.app) (\($0))" } ?? step.app)
      table.add("version", step.version)
      table.add("track", step.track ?? "none")
      table.add("arch", step.arch ?? "not told")
      if let machine = step.machine { table.add("machine", machine) }
      table.add("time", time)
      if let group = step.group { table.add("group", group) }
      if let channel = step.channel { table.add("channel", channel) }
      if let target = step.target {
        table.add("target", "\(target) \(step.targetArch ?? "")\(step.since.map { " since \($0)" } ?? "")")
      }
      table.add("decision", step.decision)
      table.add("reason", "\(step.reason): \(step.explanation)")
      text += table.text() + "\n"
    }
    for notice in notices { text += "note: \(notice.escaped)\n" }
    let lines = response.split(separator: "\n", omittingEmptySubsequences: true)
    return text + lines.map { String($0).escaped + "\n" }.joined()
  }
}

extension Explanation.Step {
  init(_ answer: AppAnswer, of request: Request, in catalog: Catalog) {
    let decision = answer.decision
    app = answer.request.appID
    name = catalog.app(named: answer.request.appID)?.name
    version = answer.request.version
    track = answer.request.track
    arch = request.architecture(of: answer.request)?.rawValue
    machine = answer.request.machineID
    group = decision.group?.name
    channel = decision.group?.channelName
    target = decision.target?.version.text
    targetArch = decision.target?.architecture.rawValue
    since = decision.target?.since?.description
    self.decision = decision.outcome
    reason = decision.reason.rawValue
    explanation = decision.reason.explanation
  }
}
