internal import Catalog
internal import Fleet
internal import Omaha
internal import UpdateService

/// What a machine would be answered if it asked now, as far as what is remembered of it tells.
struct ExpectedAnswer {
  let decision: Decision
  /// Every rule that was tried, in this order.
  let steps: [DecisionStep]
  /// Why, as a clause.
  let explanation: String

  init(_ machine: KnownMachine, in catalog: Catalog, at now: Timestamp) {
    func told(_ text: String) -> String? { text.isEmpty ? nil : text }
    let app = Request.App(
      appID: machine.app, version: machine.version, track: told(machine.track), oem: told(machine.oem),
      machineID: machine.id, machineAlias: told(machine.alias), board: told(machine.board), updateCheck: UpdateCheck())
    // What the board tells goes before what the system tells.
    let system = OperatingSystem(platform: told(machine.platform), architecture: told(machine.architecture))
    let request = Request(os: system, apps: [app])
    // Whether the address is known depends on the request alone.
    (decision, steps) = UpdateService(catalog: catalog).trace(
      app, of: request, at: now, baseURL: BaseURL("http://localhost"))
    let block = decision.runningBlock(app, of: request, known: catalog.app(named: app.appID))
    explanation = decision.explanation(runsBlocked: block != nil)
  }

  /// The version that is offered; nil when none is.
  var release: String? { decision.release?.version.text }

  /// One sentence.
  var text: String {
    let offer = release.map { "\($0) is offered" } ?? "nothing is offered"
    return "\(offer): \(explanation) (\(decision.reason.rawValue))"
  }
}
