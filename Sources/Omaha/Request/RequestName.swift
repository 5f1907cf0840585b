import XML

/// The names of a request's elements and attributes; the number of each is its symbol in ``vocabulary``.
enum RequestName: UInt16, CaseIterable {
  case request = 1
  case hw, os, app, ping, updatecheck, event
  case protocolVersion, version, updaterversion, installsource, ismachine, requestid, sessionid, testsource, userid,
    dedup
  case platform, sp, arch
  case appid, nextversion, track, bootid, oem, oemversion, alephversion, machineid, machinealias, lang, board, client
  case brand, installage, installdate, cohort, cohorthint, cohortname, fromTrack, hardwareClass, deltaOkay,
    multiManifestOk
  case active, a, r, ad, rd, pingFreshness
  case targetversionprefix, updatedisabled, sameversionupdate, rollbackAllowed
  case eventtype, eventresult, errorcode, extracode1, previousversion, downloaded, total
  case downloadTime, updateCheckTime, installTime, sourceURLIndex, stateCancelled
  case timeSinceUpdateAvailable, timeSinceDownloadStart
  case ap, releaseChannel

  /// The names as they are written, in the order of the cases. Spelled out: asking the cases for their own names takes longer
  /// than a request, in a process that answers one.
  static let texts = [
    "request",
    "hw", "os", "app", "ping", "updatecheck", "event",
    "protocol", "version", "updaterversion", "installsource", "ismachine", "requestid", "sessionid", "testsource",
    "userid", "dedup",
    "platform", "sp", "arch",
    "appid", "nextversion", "track", "bootid", "oem", "oemversion", "alephversion", "machineid", "machinealias", "lang",
    "board", "client",
    "brand", "installage", "installdate", "cohort", "cohorthint", "cohortname", "from_track", "hardware_class",
    "delta_okay", "multi_manifest_ok",
    "active", "a", "r", "ad", "rd", "ping_freshness",
    "targetversionprefix", "updatedisabled", "sameversionupdate", "rollback_allowed",
    "eventtype", "eventresult", "errorcode", "extracode1", "previousversion", "downloaded", "total",
    "download_time_ms", "update_check_time_ms", "install_time_ms", "source_url_index", "state_cancelled",
    "time_since_update_available_ms", "time_since_download_start_ms",
    "ap", "release_channel",
  ]

  /// The name as it is written.
  var text: String { RequestName.texts[Int(rawValue) - 1] }

  /// What the parser of requests gives symbols to.
  static let vocabulary = XMLVocabulary(texts)
}

/// A set of names.
typealias RequestNames = XMLSymbols

extension RequestNames {
  init(_ names: RequestName...) {
    self.init()
    for name in names { insert(name.rawValue) }
  }

  /// Whether a name is in the set.
  @inline(__always)
  func contains(_ name: RequestName) -> Bool { contains(name.rawValue) }
}

extension RequestNames {
  /// The attributes of each element that the protocol knows.
  static let request = RequestNames(
    .protocolVersion, .version, .updaterversion, .installsource, .ismachine, .requestid, .sessionid, .testsource,
    .userid, .dedup)
  static let os = RequestNames(.platform, .version, .sp, .arch)
  static let app = RequestNames(
    .appid, .version, .nextversion, .track, .fromTrack, .bootid, .oem, .oemversion, .alephversion, .machineid,
    .machinealias, .lang, .board, .hardwareClass, .deltaOkay, .multiManifestOk, .client, .brand, .installage,
    .installdate, .cohort, .cohorthint, .cohortname, .ap, .releaseChannel)
  static let ping = RequestNames(.active, .a, .r, .ad, .rd, .pingFreshness)
  static let updateCheck = RequestNames(
    .targetversionprefix, .rollbackAllowed, .updatedisabled, .sameversionupdate, .releaseChannel)
  static let event = RequestNames(
    .eventtype, .eventresult, .errorcode, .extracode1, .previousversion, .nextversion, .downloadTime, .downloaded,
    .total, .updateCheckTime, .installTime, .sourceURLIndex, .stateCancelled, .timeSinceUpdateAvailable,
    .timeSinceDownloadStart)

  /// The attributes that an app has to have. Without a version it is a new install (Omaha 3.0: the default is `0.0.0.0`).
  static let requiredOfApp = RequestNames(.appid)

  /// The attributes that are numbers.
  static let numbers = RequestNames(
    .installage, .installdate, .active, .a, .r, .ad, .rd, .eventtype, .eventresult, .errorcode, .extracode1,
    .downloadTime, .downloaded, .total, .updateCheckTime, .installTime, .sourceURLIndex, .stateCancelled,
    .timeSinceUpdateAvailable, .timeSinceDownloadStart)

  /// The attributes that are truth values.
  static let flags = RequestNames(
    .ismachine, .deltaOkay, .multiManifestOk, .rollbackAllowed, .updatedisabled, .sameversionupdate)

  /// The attributes whose values have a form: all others are any text.
  static let formed = numbers.union(flags).union(RequestNames(.targetversionprefix))
}
