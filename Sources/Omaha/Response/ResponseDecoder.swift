public import XML

/// Reads responses.
///
/// It is as lenient as update_engine: unknown elements are passed over, a malformed number is absent. What a client
/// insists on beyond that is for the client to check. One decoder serves one thread at a time.
public final class ResponseDecoder {
  private let parser: XMLParser

  /// A decoder that refuses bodies beyond `limits`.
  public init(limits: XMLLimits = XMLLimits()) {
    parser = XMLParser(limits: limits)
  }

  /// Reads one response.
  ///
  /// - Throws: ``ResponseError`` when the body is not well-formed or its root is not `<response>`.
  public func decode(_ body: [UInt8]) throws(ResponseError) -> Response {
    let document: XMLDocument
    do {
      document = try parser.parse(body)
    } catch {
      throw ResponseError.malformed(error)
    }
    guard document.root.name == "response" else { throw ResponseError.wrongRoot }
    return Response(document.root)
  }
}

extension Response {
  fileprivate init(_ element: XMLElement) {
    var daystart: Daystart?
    var apps: [App] = []
    for child in element.children {
      switch child.name {
      case "daystart" where daystart == nil: daystart = Daystart(child)
      case "app": apps.append(App(child))
      default: break
      }
    }
    self.init(
      protocolVersion: element.attribute("protocol") ?? "", server: element.attribute("server"), daystart: daystart,
      apps: apps)
  }
}

extension Daystart {
  fileprivate init(_ element: XMLElement) {
    self.init(
      elapsedSeconds: element.attribute("elapsed_seconds").flatMap { decimal($0) },
      elapsedDays: element.attribute("elapsed_days").flatMap { decimal($0) })
  }
}

extension Response.App {
  fileprivate init(_ element: XMLElement) {
    var ping: PingStatus?
    var updateCheck: UpdateCheckResult?
    var events: [EventStatus] = []
    for child in element.children {
      switch child.name {
      case "ping" where ping == nil: ping = PingStatus(rawValue: child.attribute("status") ?? "")
      case "updatecheck" where updateCheck == nil: updateCheck = UpdateCheckResult(child)
      case "event": events.append(EventStatus(rawValue: child.attribute("status") ?? ""))
      default: break
      }
    }
    self.init(
      appID: element.attribute("appid") ?? "", status: AppStatus(rawValue: element.attribute("status") ?? ""),
      cohort: element.attribute("cohort"), cohortHint: element.attribute("cohorthint"),
      cohortName: element.attribute("cohortname"), ping: ping, updateCheck: updateCheck, events: events)
  }
}

extension UpdateCheckResult {
  fileprivate init(_ element: XMLElement) {
    var status = ""
    var pollInterval: Int64?
    var attributes: [Attribute] = []
    for attribute in element.attributes {
      switch attribute.name {
      case "status": status = attribute.value
      case "PollInterval": pollInterval = decimal(attribute.value)
      default: attributes.append(Attribute(attribute))
      }
    }
    var codebases: [String] = []
    var manifests: [Manifest] = []
    for child in element.children {
      switch child.name {
      case "urls":
        for url in child.children where url.name == "url" { codebases.append(url.attribute("codebase") ?? "") }
      case "manifest": manifests.append(Manifest(child))
      default: break
      }
    }
    self.init(
      status: UpdateCheckStatus(rawValue: status), pollInterval: pollInterval, codebases: codebases,
      manifests: manifests, attributes: attributes)
  }
}
