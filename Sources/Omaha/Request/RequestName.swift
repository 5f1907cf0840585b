internal import XML

/// The attributes of a request: one row each. What reads, writes and tolerates them follows from it.
///
/// An element's attributes are written in this order. To add one, add its row here, and a property to the element's type.
package enum RequestName: UInt16, CaseIterable {
  case protocolVersion = 8
  case platform, appid, version, updaterversion, installsource, ismachine, requestid, sessionid, testsource, userid,
    dedup, sp, arch, eventtype, eventresult, errorcode, extracode1, previousversion, nextversion, downloadTime,
    downloaded, total, updateCheckTime, installTime, sourceURLIndex, stateCancelled, timeSinceUpdateAvailable,
    timeSinceDownloadStart, track, fromTrack, bootid, oem, oemversion, alephversion, machineid, machinealias, lang,
    board, hardwareClass, deltaOkay, multiManifestOk, client, brand, installage, installdate, cohort, cohorthint,
    cohortname, targetversionprefix, rollbackAllowed, updatedisabled, sameversionupdate, releaseChannel, ap, active,
    a, r, ad, rd, pingFreshness

  /// What is known of an attribute.
  var row: Row {
    switch self {
    case .protocolVersion: Row("protocol", .text, .request)
    case .platform: Row("platform", .text, .os)
    case .appid: Row("appid", .echoed, .app)
    case .version: Row("version", .text, [.request, .os, .app])
    case .updaterversion: Row("updaterversion", .text, .request)
    case .installsource: Row("installsource", .text, .request)
    case .ismachine: Row("ismachine", .digit, .request)
    case .requestid: Row("requestid", .text, .request)
    case .sessionid: Row("sessionid", .text, .request)
    case .testsource: Row("testsource", .text, .request)
    case .userid: Row("userid", .text, .request)
    case .dedup: Row("dedup", .text, .request)
    case .sp: Row("sp", .text, .os)
    case .arch: Row("arch", .text, .os)
    case .eventtype: Row("eventtype", .eventType, .event)
    case .eventresult: Row("eventresult", .eventResult, .event)
    case .errorcode: Row("errorcode", .number(.min), .event)
    case .extracode1: Row("extracode1", .number(.min), .event)
    case .previousversion: Row("previousversion", .text, .event)
    case .nextversion: Row("nextversion", .text, [.app, .event])
    case .downloadTime: Row("download_time_ms", .number(.min), .event)
    case .downloaded: Row("downloaded", .number(.min), .event)
    case .total: Row("total", .number(.min), .event)
    case .updateCheckTime: Row("update_check_time_ms", .number(.min), .event)
    case .installTime: Row("install_time_ms", .number(.min), .event)
    case .sourceURLIndex: Row("source_url_index", .number(.min), .event)
    case .stateCancelled: Row("state_cancelled", .number(.min), .event)
    case .timeSinceUpdateAvailable: Row("time_since_update_available_ms", .number(.min), .event)
    case .timeSinceDownloadStart: Row("time_since_download_start_ms", .number(.min), .event)
    case .track: Row("track", .text, .app)
    case .fromTrack: Row("from_track", .text, .app)
    case .bootid: Row("bootid", .text, .app)
    case .oem: Row("oem", .text, .app)
    case .oemversion: Row("oemversion", .text, .app)
    case .alephversion: Row("alephversion", .text, .app)
    case .machineid: Row("machineid", .text, .app)
    case .machinealias: Row("machinealias", .text, .app)
    case .lang: Row("lang", .text, .app)
    case .board: Row("board", .text, .app)
    case .hardwareClass: Row("hardware_class", .text, .app)
    case .deltaOkay: Row("delta_okay", .flag, .app)
    case .multiManifestOk: Row("multi_manifest_ok", .flag, .app)
    case .client: Row("client", .text, .app)
    case .brand: Row("brand", .text, .app)
    case .installage: Row("installage", .number(.min), .app)
    case .installdate: Row("installdate", .number(.min), .app)
    case .cohort: Row("cohort", .text, .app)
    case .cohorthint: Row("cohorthint", .text, .app)
    case .cohortname: Row("cohortname", .text, .app)
    case .targetversionprefix: Row("targetversionprefix", .versionPrefix, .updateCheck)
    case .rollbackAllowed: Row("rollback_allowed", .flag, .updateCheck)
    case .updatedisabled: Row("updatedisabled", .flag, .updateCheck)
    case .sameversionupdate: Row("sameversionupdate", .flag, .updateCheck)
    case .releaseChannel: Row("release_channel", .text, [.app, .updateCheck])
    case .ap: Row("ap", .text, .app)
    case .active: Row("active", .bit, .ping)
    case .a: Row("a", .number(-1), .ping)
    case .r: Row("r", .number(-1), .ping)
    case .ad: Row("ad", .number(-2), .ping)
    case .rd: Row("rd", .number(-2), .ping)
    case .pingFreshness: Row("ping_freshness", .text, .ping)
    }
  }

  /// One attribute.
  struct Row {
    /// The name as it is written.
    let name: StaticString
    /// How the value is spelled.
    let kind: Kind
    /// Where it may be.
    let elements: Elements

    init(_ name: StaticString, _ kind: Kind, _ elements: Elements) {
      self.name = name
      self.kind = kind
      self.elements = elements
    }
  }

  /// How the value of an attribute is spelled.
  enum Kind: Hashable {
    /// Any text. White space around it does not count.
    case text
    /// Any text of any length, white space included: the response echoes it. The element has to have it.
    case echoed
    /// A decimal number, not below the given one.
    case number(Int64)
    /// 1 or 0.
    case bit
    /// The number of an ``EventType``.
    case eventType
    /// The number of an ``EventResult``.
    case eventResult
    /// A truth value, written `true` and `false`.
    case flag
    /// A truth value, written `1` and `0`.
    case digit
    /// A ``TargetVersionPrefix``.
    case versionPrefix
  }

  /// Elements that have attributes of these names.
  struct Elements: OptionSet {
    let rawValue: UInt8

    static let request = Elements(rawValue: 1)
    static let os = Elements(rawValue: 2)
    static let app = Elements(rawValue: 4)
    static let ping = Elements(rawValue: 8)
    static let updateCheck = Elements(rawValue: 16)
    static let event = Elements(rawValue: 32)
  }

  /// The name as it is written.
  var text: String { row.name.withUTF8Buffer { unsafe String(decoding: $0, as: UTF8.self) } }
}
