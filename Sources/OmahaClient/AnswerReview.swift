public import Omaha
internal import XML

/// An answer read as strictly as update_engine reads it, with everything in words that it or another client would not take.
///
/// update_engine looks at the first app, the first update check, the first manifest and the first package of the document, by absolute XPath
/// without a namespace. What others want besides is told too: go-omaha's client, Flatcar's ue-rs, and mirrors.
public struct AnswerReview: Sendable {
  /// What is wrong or unusual, in the order of the answer.
  public private(set) var deviations: [Deviation] = []
  /// The response; nil when there is none that can be read.
  public private(set) var response: Response?
  /// What the server decided for the app; nil when update_engine would find no decision.
  public private(set) var decision: UpdateDecision?

  private let request: Request
  private let app: Request.App
  private let isSecure: Bool

  /// The most deviations that are kept.
  private static let limit = 100

  /// Whether update_engine fails with the answer.
  public var isFatal: Bool { deviations.contains(where: \.isFatal) }

  /// Reviews an answer to a request's first app.
  ///
  /// - Parameters:
  ///   - request: What was asked; it has an app.
  ///   - server: Who was asked.
  public init(of answer: ServerAnswer, to request: Request, from server: ServerURL) {
    self.request = request
    app = request.apps.first ?? Request.App(appID: "")
    isSecure = server.isSecure
    review(answer)
  }

  private mutating func note(_ consequence: Deviation.Consequence, _ words: String) {
    if deviations.count < Self.limit { deviations.append(Deviation(consequence, words)) }
  }

  private mutating func review(_ answer: ServerAnswer) {
    for redirect in answer.redirects { note(.failsSome, "the server redirects to \(redirect)") }
    if answer.becameGET {
      note(.failsSome, "the redirect turns the request into a GET without a body: what answers does not know who asks")
    }
    guard (200..<300).contains(answer.status) else {
      return note(
        .fails(ErrorCode(rawValue: (1...998).contains(answer.status) ? 2000 + answer.status : 2999)),
        "the server answers HTTP \(answer.status)"
          + ([500, 503].contains(answer.status) ? ", so machines double their interval up to four hours" : ""))
    }
    if answer.status != 200 { note(.failsSome, "the status is \(answer.status): go-omaha's client takes exactly 200") }
    if let encoding = answer.contentEncoding, encoding.lowercased() != "identity" {
      note(
        .fails(.responseXMLParseError),
        "the answer is compressed, Content-Encoding \(encoding), although nobody asked for that")
    }
    review(contentType: answer.contentType)
    guard !answer.body.isEmpty else { return note(.fails(.emptyResponse), "the answer is empty") }
    do throws(XMLError) {
      let document = try XMLParser().parse(answer.body)
      response = try? ResponseDecoder().decode(answer.body)
      review(document.root, in: answer.body)
    } catch {
      note(.fails(.responseXMLParseError), "the answer is not well-formed XML: \(error)")
    }
  }

  private mutating func review(contentType: String?) {
    guard let contentType else { return note(.harmless, "the answer has no Content-Type") }
    let parts = contentType.lowercased().split(separator: ";").map { $0.filter { $0 != " " && $0 != "\"" } }
    if !["text/xml", "application/xml"].contains(parts.first) {
      note(.failsSome, "the Content-Type is \(contentType), not text/xml: go-omaha's client refuses the answer")
    } else if let charset = parts.first(where: { $0.hasPrefix("charset=") }), charset != "charset=utf-8" {
      note(.failsSome, "the Content-Type has \(charset), not utf-8: go-omaha's client refuses the answer")
    }
  }

  private mutating func review(_ root: XMLElement, in body: [UInt8]) {
    if root.name == "html" {
      return note(.fails(.responseInvalid), "the answer is a page of HTML: is that the URL of an update server?")
    }
    guard root.name == "response" else {
      return note(.fails(.responseInvalid), "the root element is <\(root.name)>, not <response>")
    }
    if hasNamespace(root, in: body) {
      note(
        .fails(.responseInvalid), "the response is in an XML namespace, where no XPath of update_engine finds anything")
    }
    let version = root.attribute("protocol")
    if version != "3.0" {
      note(
        .failsSome,
        "the response \(version.map { "says protocol \"\($0)\"" } ?? "does not say its protocol"): go-omaha's client takes \"3.0\" only"
      )
    }
    if !root.children.contains(where: { $0.name == "daystart" }) {
      note(.harmless, "the response has no daystart, by which clients count days")
    }
    review(apps: root.children.filter { $0.name == "app" })
  }

  private func hasNamespace(_ root: XMLElement, in body: [UInt8]) -> Bool {
    let tag = String(decoding: body[root.startTagRange], as: UTF8.self)
    return tag.split(whereSeparator: \.isWhitespace).contains { $0.hasPrefix("xmlns=") }
  }

  private mutating func review(apps: [XMLElement]) {
    guard let first = apps.first else { return note(.fails(.responseInvalid), "the response has no app") }
    if apps.count != request.apps.count {
      note(
        .harmless,
        "the response has \(apps.count) apps, the request has \(request.apps.count): update_engine reads the first")
    }
    let id = first.attribute("appid") ?? ""
    if id != app.appID {
      let isSame = ApplicationID(id).map { $0 == app.applicationID } ?? false
      note(
        .failsSome,
        "the first app is \"\(id)\", not \"\(app.appID)\"\(isSame ? " as it was written" : ""): go-omaha's client finds no answer"
      )
    }
    let status = first.attribute("status") ?? ""
    if status != "ok" {
      note(.failsSome, "the app's status is \"\(status)\": update_engine does not read it, go-omaha's client fails")
    }
    if app.ping != nil, !first.children.contains(where: { $0.name == "ping" && $0.attribute("status") == "ok" }) {
      note(.harmless, "the ping is not acknowledged")
    }
    let events = first.children.count { $0.name == "event" && $0.attribute("status") == "ok" }
    if events != app.events.count {
      note(.harmless, "\(events) of \(app.events.count) events are acknowledged")
    }
    let checks = first.children.filter { $0.name == "updatecheck" }
    guard let check = checks.first else {
      if app.updateCheck != nil { note(.fails(.responseInvalid), "the app has no updatecheck") }
      return
    }
    if checks.count > 1 { note(.harmless, "the app has \(checks.count) updatechecks: update_engine reads the first") }
    review(check: check)
  }

  private mutating func review(check: XMLElement) {
    review(pollInterval: check.attribute("PollInterval"))
    switch check.attribute("status") {
    case "noupdate"?:
      if check.children.contains(where: { $0.name == "urls" || $0.name == "manifest" }) {
        note(.harmless, "the updatecheck says noupdate, and has URLs or a manifest")
      }
      decision = .noUpdate
    case "ok"?:
      var offer = OfferReview(check, of: app, isSecure: isSecure)
      offer.review()
      for deviation in offer.deviations { note(deviation.consequence, deviation.words) }
      if let result = response?.apps.first?.updateCheck, let offer = UpdateOffer(result) { decision = .update(offer) }
    case let status:
      let says = status.map { "says \"\($0)\"" } ?? "has no status"
      note(.fails(.responseInvalid), "the updatecheck \(says), neither ok nor noupdate")
    }
  }

  private mutating func review(pollInterval: String?) {
    guard let pollInterval else { return }
    guard let seconds = Int64(pollInterval) else {
      return note(
        .harmless, "the PollInterval \"\(pollInterval)\" is no number of seconds: machines ask every 45 minutes")
    }
    let (least, greatest) = (PollSchedule.interval, PollSchedule.longestInterval)
    if Duration.seconds(seconds) < least || Duration.seconds(seconds) > greatest {
      note(
        .harmless, "the PollInterval \(seconds) is not within 2700...14400 seconds: machines take the nearest of these")
    }
  }
}
