internal import Catalog
internal import Journal
internal import Omaha
internal import UpdateService
internal import XML

/// Answers requests, one after the other: one worker per thread.
///
/// It owns what can be reused from request to request: the parser, the inflater, and the buffers of body and answer.
public final class GatewayWorker: Responder {
  /// The largest body, before and after inflating, in bytes.
  public static let maximumBodySize = XMLLimits.standardSize

  private let gateway: Gateway
  private let xml = XMLDialect()
  private var body = RequestBody()
  private var clientURL = ClientURL()
  private var service: UpdateService
  private var generation = -1
  private var lastTime: LogTime?
  /// What the last request said and was answered, until its record is kept.
  private var checkIns = FrameBuffer()

  /// A worker of a gateway.
  public init(_ gateway: Gateway) {
    self.gateway = gateway
    service = gateway.currentService
  }

  /// Answers one request and logs what was decided.
  ///
  /// The body may be left unread, in part or whole, when the request is refused; the caller drains or closes.
  public func respond(to exchange: inout some Exchange) -> HTTPResponse {
    let time = LogTime.now(after: lastTime)
    lastTime = time
    let context = RequestContext(exchange, time: time, logFormat: gateway.logFormat, id: gateway.makeRequestID)
    do throws(Rejection) {
      switch Route(exchange) {
      case .update: return try update(&exchange, context)
      case .health: return try health(exchange, context)
      }
    } catch {
      gateway.log.write(context.line(for: error))
      return error.response(requestID: context.id)
    }
  }

  /// Keeps what the last request said and was answered.
  public func keepRecord() {
    guard !checkIns.isEmpty else { return }
    gateway.checkIns?.record(checkIns)
    checkIns.removeAll()
  }

  /// Answers update checks, pings and events.
  private func update(_ exchange: inout some Exchange, _ context: RequestContext) throws(Rejection) -> HTTPResponse {
    guard exchange.parameter("REQUEST_METHOD") == "POST" else { throw Rejection.method }
    let dialect = try dialect(exchange)
    let decoded = try dialect.decode(body.read(&exchange))
    let baseURL = if let configured = gateway.baseURL { configured } else { try clientURL.find(exchange) }
    do { try gateway.refresh(&service, &generation, for: decoded.request) } catch {
      gateway.log.write(context.lines(for: error))
      throw Rejection.internalError
    }
    let answer = service.answer(to: decoded.request, at: context.time.second, baseURL: baseURL)
    let document = try dialect.render(answer)
    gateway.log.write(context.lines(for: answer, to: decoded.request, by: service, notices: decoded.notices))
    if gateway.checkIns != nil {
      for place in answer.apps.indices {
        checkIns.append(answer.apps[place], place, of: decoded.request, context, keepsAddress: gateway.keepsAddresses)
      }
    }
    return HTTPResponse(status: 200, contentType: dialect.contentType, body: document)
  }

  /// The dialect of a request, by its Content-Type.
  private func dialect(_ exchange: some Exchange) throws(Rejection) -> any Dialect {
    // A variable without a value is as good as none (RFC 3875 §4.1); Caddy sets it so.
    if let contentType = exchange.parameter("CONTENT_TYPE"), contentType != "text/xml", !contentType.isEmpty {
      let type = MediaType(contentType)
      guard type.isXML else { throw Rejection.contentType }
      guard !type.hasForeignCharset else { throw Rejection.charset }
    }
    return xml
  }

  /// Says that updates can be offered. That is no decision, so nothing is logged: load balancers ask every few seconds.
  private func health(_ exchange: some Exchange, _ context: RequestContext) throws(Rejection) -> HTTPResponse {
    let method = exchange.parameter("REQUEST_METHOD")
    guard method == "GET" || method == "HEAD" else { throw Rejection.healthMethod }
    do { try gateway.checkCatalog() } catch {
      gateway.log.write(context.lines(for: error))
      throw Rejection.noCatalog
    }
    let response = HTTPResponse(status: 200, line: "ok", fields: [.noStore])
    return method == "GET" ? response : response.withoutBody
  }
}
