internal import Catalog
internal import Journal
internal import Omaha
internal import UpdateService

extension FrameBuffer {
  /// Appends what an app of a request said, and what it was answered.
  ///
  /// A request's values go from its bytes into the journal's: the strings alone that a ``CheckIn`` consists of took longer.
  ///
  /// - Parameters:
  ///   - place: which app of the request it is, counted from 0.
  ///   - keepsAddress: whether the client's address is kept.
  mutating func append(
    _ answer: AppAnswer, _ place: Int, of request: Request, _ context: RequestContext, keepsAddress: Bool
  ) {
    let app = answer.request
    begin()
    number(.time, context.time.second.seconds &* 1_000 &+ Int64(context.time.milliseconds))
    text(.requestID, context.id)
    if keepsAddress, let address = context.remoteAddress { text(.address, address) }
    unsafe request.forEachAttribute { name, value in
      switch name {
      case .version: unsafe text(.client, value)
      case .installsource: unsafe text(.installSource, value)
      default: break
      }
    }
    unsafe request.os?.forEachAttribute { name, value in
      switch name {
      case .platform: unsafe text(.platform, value)
      case .version: unsafe text(.osVersion, value)
      default: break
      }
    }
    unsafe app.forEachAttribute { name, value in
      if let field = CheckIn.Field(name) { unsafe text(field, value) }
    }
    // Not always what an attribute of that name says.
    text(.version, app.version)
    if let track = app.track { text(.track, track) }
    // A target for one architecture is for the machine's, also when the machine tells none.
    let counted = answer.decision.target?.architecture ?? .all
    if let architecture = counted == .all ? request.architecture(of: app) : counted {
      text(.architecture, architecture.rawValue)
    }
    number(.hasUpdateCheck, app.updateCheck == nil ? 0 : 1)
    number(.hasPing, app.ping == nil ? 0 : 1)
    let events = app.events
    for event in events.prefix(CheckIn.maximumEvents) { append(event) }
    number(.eventsLeftOut, Int64(max(0, events.count - CheckIn.maximumEvents)))
    if let group = answer.decision.served?.group.name { text(.group, group) }
    text(.decision, answer.decision.outcome)
    text(.reason, answer.decision.reason.rawValue)
    if let target = answer.decision.target?.version.text { text(.target, target) }
    if let release = answer.decision.release?.version.text { text(.release, release) }
    if let previous = answer.decision.release?.previousVersion?.text { text(.deltaFrom, previous) }
    number(.place, Int64(place))
    end()
  }

  /// Appends what an app reported. An event has three or four of these.
  private mutating func append(_ event: Event) {
    beginEvent()
    unsafe event.forEachAttribute { name, value in
      switch name {
      case .eventtype: number(.type, Int64(event.type.rawValue))
      case .eventresult: number(.result, Int64(event.result.rawValue))
      case .errorcode: number(.errorCode, Int64(event.errorCode.rawValue))
      case .extracode1: number(.extraCode, event.extraCode1 ?? 0)
      case .previousversion: unsafe text(.previousVersion, value)
      case .nextversion: unsafe text(.nextVersion, value)
      case .downloaded: number(.downloaded, event.downloaded ?? 0)
      case .total: number(.total, event.total ?? 0)
      case .downloadTime: number(.downloadTime, event.downloadTime ?? 0)
      default: break
      }
    }
    endEvent()
  }
}

extension CheckIn.Field {
  /// The field that an attribute of an app is kept in as it is.
  fileprivate init?(_ name: RequestName) {
    switch name {
    case .appid: self = .appID
    case .machineid: self = .machineID
    case .machinealias: self = .alias
    case .board: self = .board
    case .oem: self = .oem
    case .oemversion: self = .oemVersion
    case .bootid: self = .bootID
    case .alephversion: self = .alephVersion
    default: return nil
    }
  }
}
