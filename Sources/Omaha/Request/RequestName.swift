import XML

/// The names of a request's elements and attributes, in the order of their symbols in ``vocabulary``.
enum RequestName: String, CaseIterable {
  case request, hw, os, app, ping, updatecheck, event
  case protocolVersion = "protocol"
  case version, updaterversion, installsource, ismachine, requestid, sessionid, testsource, userid, dedup
  case platform, sp, arch
  case appid, nextversion, track, bootid, oem, oemversion, alephversion, machineid, machinealias, lang, board, client
  case brand, installage, installdate, cohort, cohorthint, cohortname
  case fromTrack = "from_track"
  case hardwareClass = "hardware_class"
  case deltaOkay = "delta_okay"
  case active, a, r, ad, rd
  case pingFreshness = "ping_freshness"
  case targetversionprefix, updatedisabled, sameversionupdate
  case rollbackAllowed = "rollback_allowed"
  case eventtype, eventresult, errorcode, extracode1, previousversion, downloaded, total
  case downloadTime = "download_time_ms"
  case updateCheckTime = "update_check_time_ms"
  case installTime = "install_time_ms"
  case sourceURLIndex = "source_url_index"
  case stateCancelled = "state_cancelled"
  case timeSinceUpdateAvailable = "time_since_update_available_ms"
  case timeSinceDownloadStart = "time_since_download_start_ms"

  /// What the parser of requests gives symbols to.
  static let vocabulary = XMLVocabulary(allCases.map(\.rawValue))
}
