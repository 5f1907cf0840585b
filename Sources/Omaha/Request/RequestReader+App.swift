import XML

extension RequestReader {
  mutating func app(_ element: XMLElement) throws(RequestError) -> Request.App {
    var appID: String?, version: String?, nextVersion: String?, track: String?, fromTrack: String?, bootID: String?
    var oem: String?, oemVersion: String?, alephVersion: String?, machineID: String?, machineAlias: String?
    var language: String?, board: String?, hardwareClass: String?, deltaOK: Bool?, client: String?, brand: String?
    var installAge: Int64?, installDate: Int64?, cohort: String?, cohortHint: String?, cohortName: String?
    for attribute in element.attributes {
      switch name(attribute.symbol) {
      case .appid: appID = attribute.value
      case .version: version = text(attribute, of: element)
      case .nextversion: nextVersion = text(attribute, of: element)
      case .track: track = text(attribute, of: element)
      case .fromTrack: fromTrack = text(attribute, of: element)
      case .bootid: bootID = text(attribute, of: element)
      case .oem: oem = text(attribute, of: element)
      case .oemversion: oemVersion = text(attribute, of: element)
      case .alephversion: alephVersion = text(attribute, of: element)
      case .machineid: machineID = text(attribute, of: element)
      case .machinealias: machineAlias = text(attribute, of: element)
      case .lang: language = text(attribute, of: element)
      case .board: board = text(attribute, of: element)
      case .hardwareClass: hardwareClass = text(attribute, of: element)
      case .deltaOkay: deltaOK = flag(attribute, of: element)
      case .client: client = text(attribute, of: element)
      case .brand: brand = text(attribute, of: element)
      case .installage: installAge = number(attribute, of: element)
      case .installdate: installDate = number(attribute, of: element)
      case .cohort: cohort = text(attribute, of: element)
      case .cohorthint: cohortHint = text(attribute, of: element)
      case .cohortname: cohortName = text(attribute, of: element)
      default: passOver(attribute, of: element)
      }
    }
    if appID == nil { noticeMissing(.appid, in: element) }
    if version == nil { noticeMissing(.version, in: element) }
    var ping: Ping?
    var updateCheck: UpdateCheck?
    var events: [Event] = []
    for child in element.children {
      switch name(child.symbol) {
      case .event:
        try countEvent(child)
        events.append(event(child))
      case .ping where ping == nil: ping = self.ping(child)
      case .updatecheck where updateCheck == nil: updateCheck = self.updateCheck(child)
      case .ping, .updatecheck: notice(.repeatedElement, child)
      default: notice(.unknownElement, child)
      }
    }
    return Request.App(
      appID: appID ?? "", version: version ?? "", nextVersion: nextVersion, track: track, fromTrack: fromTrack,
      bootID: bootID, oem: oem, oemVersion: oemVersion, alephVersion: alephVersion, machineID: machineID,
      machineAlias: machineAlias, language: language, board: board, hardwareClass: hardwareClass, deltaOK: deltaOK,
      client: client, brand: brand, installAge: installAge, installDate: installDate, cohort: cohort,
      cohortHint: cohortHint, cohortName: cohortName, ping: ping, updateCheck: updateCheck, events: events)
  }

  private mutating func ping(_ element: XMLElement) -> Ping {
    var active: Int64?, daysSinceActive: Int64?, daysSinceRollCall: Int64?, activeDay: Int64?, rollCallDay: Int64?
    var freshness: String?
    for attribute in element.attributes {
      switch name(attribute.symbol) {
      case .active: active = number(attribute, of: element)
      case .a: daysSinceActive = number(attribute, of: element)
      case .r: daysSinceRollCall = number(attribute, of: element)
      case .ad: activeDay = number(attribute, of: element)
      case .rd: rollCallDay = number(attribute, of: element)
      case .pingFreshness: freshness = text(attribute, of: element)
      default: passOver(attribute, of: element)
      }
    }
    return Ping(
      active: active, daysSinceActive: daysSinceActive, daysSinceRollCall: daysSinceRollCall, activeDay: activeDay,
      rollCallDay: rollCallDay, freshness: freshness)
  }

  private mutating func updateCheck(_ element: XMLElement) -> UpdateCheck {
    var prefix: TargetVersionPrefix?, rollbackAllowed: Bool?, updateDisabled: Bool?, sameVersionUpdate: Bool?
    for attribute in element.attributes {
      switch name(attribute.symbol) {
      case .targetversionprefix:
        guard let text = text(attribute, of: element) else { break }
        prefix = TargetVersionPrefix(text)
        if prefix == nil { notice(.malformedValue, element, attribute, value: text) }
      case .rollbackAllowed: rollbackAllowed = flag(attribute, of: element)
      case .updatedisabled: updateDisabled = flag(attribute, of: element)
      case .sameversionupdate: sameVersionUpdate = flag(attribute, of: element)
      default: passOver(attribute, of: element)
      }
    }
    return UpdateCheck(
      targetVersionPrefix: prefix, rollbackAllowed: rollbackAllowed, updateDisabled: updateDisabled,
      sameVersionUpdate: sameVersionUpdate)
  }

  private mutating func event(_ element: XMLElement) -> Event {
    var type: EventType?, result: EventResult?, errorCode: ErrorCode?, extraCode1: Int64?
    var previousVersion: String?, nextVersion: String?, downloadTime: Int64?, downloaded: Int64?, total: Int64?
    var updateCheckTime: Int64?, installTime: Int64?, sourceURLIndex: Int64?, stateCancelled: Int64?
    var timeSinceUpdateAvailable: Int64?, timeSinceDownloadStart: Int64?
    for attribute in element.attributes {
      switch name(attribute.symbol) {
      case .eventtype:
        type = number(attribute, of: element).map { EventType(rawValue: $0) }
        if let type, type.name == nil { noticeUnknownNumber(attribute, of: element) }
      case .eventresult:
        result = number(attribute, of: element).map { EventResult(rawValue: $0) }
        if let result, result.name == nil { noticeUnknownNumber(attribute, of: element) }
      case .errorcode: errorCode = number(attribute, of: element).map { ErrorCode(rawValue: $0) }
      case .extracode1: extraCode1 = number(attribute, of: element)
      case .previousversion: previousVersion = text(attribute, of: element)
      case .nextversion: nextVersion = text(attribute, of: element)
      case .downloadTime: downloadTime = number(attribute, of: element)
      case .downloaded: downloaded = number(attribute, of: element)
      case .total: total = number(attribute, of: element)
      case .updateCheckTime: updateCheckTime = number(attribute, of: element)
      case .installTime: installTime = number(attribute, of: element)
      case .sourceURLIndex: sourceURLIndex = number(attribute, of: element)
      case .stateCancelled: stateCancelled = number(attribute, of: element)
      case .timeSinceUpdateAvailable: timeSinceUpdateAvailable = number(attribute, of: element)
      case .timeSinceDownloadStart: timeSinceDownloadStart = number(attribute, of: element)
      default: passOver(attribute, of: element)
      }
    }
    return Event(
      type: type, result: result, errorCode: errorCode, extraCode1: extraCode1, previousVersion: previousVersion,
      nextVersion: nextVersion, downloadTime: downloadTime, downloaded: downloaded, total: total,
      updateCheckTime: updateCheckTime, installTime: installTime, sourceURLIndex: sourceURLIndex,
      stateCancelled: stateCancelled, timeSinceUpdateAvailable: timeSinceUpdateAvailable,
      timeSinceDownloadStart: timeSinceDownloadStart)
  }
}
