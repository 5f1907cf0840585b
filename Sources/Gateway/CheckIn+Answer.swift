internal import Catalog
internal import Journal
internal import Omaha
internal import UpdateService

extension CheckIn {
  /// What an app of a request said, and what it was answered.
  init(_ answer: AppAnswer, of request: Request, _ context: RequestContext) {
    let app = answer.request
    let decision = answer.decision
    self.init(
      time: context.time.second.seconds &* 1_000 &+ Int64(context.time.milliseconds), appID: app.appID)
    requestID = context.id
    address = context.remoteAddress ?? ""
    installSource = request.installSource ?? ""
    client = request.version ?? ""
    machineID = app.machineID ?? ""
    alias = app.machineAlias ?? ""
    version = app.version
    track = app.track ?? ""
    board = app.board ?? ""
    // A target for one architecture is for the machine's, also when the machine tells none.
    let counted = decision.target?.architecture ?? .all
    architecture = (counted == .all ? request.architecture(of: app) : counted)?.rawValue ?? ""
    oem = app.oem ?? ""
    oemVersion = app.oemVersion ?? ""
    bootID = app.bootID ?? ""
    alephVersion = app.alephVersion ?? ""
    platform = request.os?.platform ?? ""
    osVersion = request.os?.version ?? ""
    hasUpdateCheck = app.updateCheck != nil
    hasPing = app.ping != nil
    let reported = app.events
    if !reported.isEmpty {
      events = reported.prefix(CheckIn.maximumEvents).map { Event($0) }
      eventsLeftOut = reported.count - events.count
    }
    group = decision.group?.name ?? ""
    self.decision = decision.outcome
    reason = decision.reason.rawValue
    target = decision.target?.version.text ?? ""
    release = decision.release?.version.text ?? ""
    deltaFrom = decision.release?.previousVersion?.text ?? ""
  }
}

extension CheckIn.Event {
  init(_ event: Omaha.Event) {
    self.init(type: Int64(event.type.rawValue), result: Int64(event.result.rawValue))
    errorCode = Int64(event.errorCode.rawValue)
    extraCode = event.extraCode1 ?? 0
    previousVersion = event.previousVersion ?? ""
    nextVersion = event.nextVersion ?? ""
    downloaded = event.downloaded ?? 0
    total = event.total ?? 0
    downloadTime = event.downloadTime ?? 0
  }
}
