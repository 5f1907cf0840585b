internal import Omaha
internal import OmahaClient
internal import OmahaCurl
internal import Reports

/// What came of asking a server. The keys are what monitoring relies on.
struct ProbeReport: Encodable {
  let server: String
  let app: String
  let version: String
  var http: Exchange?
  /// `update`, `noupdate`, `invalid` or `unavailable`.
  var answer = "unavailable"
  var offer: Offer?
  /// Seconds.
  var pollInterval: Int64?
  var deviations: [Fault] = []
  let expected: String?
  var asExpected = false
  var downloads: [ProbeDownload]?
  /// Why there is no answer.
  var error: String?

  private let expectation: ProbeExpectation?

  struct Exchange: Encodable {
    let status: Int
    let contentType: String?
    /// Bytes.
    let size: Int
    let milliseconds: Int64
    let redirects: [String]
  }

  struct Offer: Encodable {
    let version: String
    let codebases: [String]
    /// Of the first manifest, the payload first.
    let packages: [OfferedPackage]
    /// The versions of all manifests, where there are several.
    let versions: [String]?
  }

  struct OfferedPackage: Encodable {
    let name: String
    let size: UInt64
    let sha1: HashReport?
    let sha256: HashReport?
    let required: Bool
    let urls: [String]
  }

  struct Fault: Encodable {
    let message: String
    /// `fatal` for update_engine, for `some` clients, or `none`.
    let breaks: String
    /// What update_engine reports.
    let errorCode: Int?
  }

  private enum CodingKeys: String, CodingKey {
    case server, app, version, http, answer, offer, pollInterval, deviations, expected, asExpected, downloads, error
  }

  init(server: String, app: String, version: String, expectation: ProbeExpectation?) {
    self.server = server
    self.app = app
    self.version = version
    self.expectation = expectation
    expected = expectation?.text
  }

  /// Whether the answer is valid, as expected, and what was downloaded is what the answer says.
  var isGood: Bool { asExpected && downloads?.allSatisfy(\.isGood) ?? true }

  mutating func take(_ answer: ServerAnswer, _ review: AnswerReview, in time: Duration) {
    http = Exchange(
      status: answer.status, contentType: answer.contentType, size: answer.body.count,
      milliseconds: Int64(time / .milliseconds(1)), redirects: answer.redirects)
    deviations = review.deviations.map { Fault($0) }
    guard !review.isFatal, let decision = review.decision else {
      self.answer = (500..<600).contains(answer.status) ? "unavailable" : "invalid"
      if case .update(let offer)? = review.decision { self.offer = Offer(offer) }
      return
    }
    asExpected = expectation?.isMet(by: decision) ?? true
    pollInterval = review.response?.apps.first?.updateCheck?.pollInterval
    switch decision {
    case .noUpdate: self.answer = "noupdate"
    case .update(let offer):
      self.answer = "update"
      self.offer = Offer(offer)
    }
  }
}

extension ProbeReport.Offer {
  fileprivate init(_ offer: UpdateOffer) {
    version = offer.version
    codebases = offer.result.codebases.map(URLText.shown)
    packages = offer.manifest.packages.map { package in
      ProbeReport.OfferedPackage(
        name: package.name, size: package.size, sha1: HashReport(sha1: package.sha1),
        sha256: HashReport(sha256: package.sha256), required: package.isRequired,
        urls: offer.urls(of: package).map(URLText.shown))
    }
    let all = offer.result.manifests
    versions = all.count > 1 ? all.map(\.version) : nil
  }
}

extension ProbeReport.Fault {
  fileprivate init(_ deviation: Deviation) {
    message = "\(deviation)"
    switch deviation.consequence {
    case .fails(let code):
      breaks = "fatal"
      errorCode = code.code
    case .failsSome:
      breaks = "some"
      errorCode = nil
    case .harmless:
      breaks = "none"
      errorCode = nil
    }
  }
}
