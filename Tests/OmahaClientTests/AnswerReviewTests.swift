import Omaha
import OmahaClient
import Testing

@Suite("An answer, read as strictly as update_engine reads it")
struct AnswerReviewTests {
  private static let server = ServerURL("https://updates.example.com")
  private static let request = Request(
    apps: [
      Request.App(
        appID: "com.example.os", version: "1.0.0", track: "stable", ping: Ping(active: 1), updateCheck: UpdateCheck(),
        events: [.complete(from: "")])
    ])

  static let good = """
    <?xml version="1.0" encoding="UTF-8"?>
    <response protocol="3.0" server="omaha">
      <daystart elapsed_seconds="42117" elapsed_days="7266"/>
      <app appid="com.example.os" status="ok">
        <ping status="ok"/>
        <updatecheck status="ok">
          <urls><url codebase="https://updates.example.com/packages/"/></urls>
          <manifest version="2.0.0">
            <packages>
              <package name="update.gz" hash="qvTGHdzF6KLavt4PO0gs2a6pQ00=" hash_sha256="2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824" size="5" required="true"/>
            </packages>
            <actions>
              <action event="postinstall" sha256="LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=" DisablePayloadBackoff="true"/>
            </actions>
          </manifest>
        </updatecheck>
        <event status="ok"/>
      </app>
    </response>
    """

  private func review(_ answer: ServerAnswer) throws -> AnswerReview {
    AnswerReview(of: answer, to: Self.request, from: try #require(Self.server))
  }

  private func review(_ text: String) throws -> AnswerReview {
    try review(ServerAnswer(status: 200, contentType: "text/xml; charset=utf-8", body: Array(text.utf8)))
  }

  @Test("that is right has nothing to say")
  func clean() throws {
    let review = try review(Self.good)
    #expect(review.deviations == [])
    #expect(!review.isFatal)
    guard case .update(let offer)? = review.decision else {
      Issue.record("no update")
      return
    }
    #expect(offer.version == "2.0.0" && offer.urls == ["https://updates.example.com/packages/update.gz"])
  }

  /// What is replaced by what; the code that update_engine reports, 0 for one that others do not take, nil for a harmless one; what the words say.
  static let changes: [(String, String, Int?, String)] = [
    ("codebase=\"https://updates.example.com/packages/\"", "codebase=\"/packages/\"", 9, "is relative"),
    ("packages/\"/></urls>", "packages\"/></urls>", 0, "does not end in \"/\""),
    ("codebase=\"https://updates.example.com/packages/\"", "codebase=\"\"", 34, "a codebase is empty"),
    ("https://updates.example.com/packages/", "http://updates.example.com/packages/", nil, "not encrypted"),
    ("<urls><url codebase=\"https://updates.example.com/packages/\"/></urls>", "", 34, "has no URL"),
    ("</manifest>", "</manifest><manifest version=\"3.0.0\"/>", nil, "has 2 manifests"),
    ("<manifest version=\"2.0.0\">", "<manifest>", 0, "has no version"),
    ("<manifest version=\"2.0.0\">", "<manifest version=\"1.0.0\">", 0, "not newer than 1.0.0"),
    ("name=\"update.gz\"", "name=\"\"", 34, "has no name"), ("name=\"update.gz\"", "name=\"a b.gz\"", 0, "has a space"),
    (" size=\"5\"", " size=\"0\"", 34, "has the size \"0\""), (" size=\"5\"", "", 34, "has no size"),
    (" size=\"5\"", " size=\"+5\"", 34, "has the size \"+5\""),
    (" size=\"5\"", " size=\"18446744073709551615\"", 34, "has the size"),
    (" size=\"5\"", " size=\"-5\"", 34, "has the size \"-5\""), (" required=\"true\"", "", 0, "whether it is required"),
    ("hash=\"qvTGHdzF6KLavt4PO0gs2a6pQ00=\"", "hash=\"qvTGHdzF6KLavt4PO0gs2a6pQ0=\"", 0, "no SHA-1 in base64"),
    ("hash_sha256=\"2cf2", "hash_sha256=\"2cg2", 0, "no SHA-256 in hexadecimal"),
    ("hash_sha256=\"2cf2", "hash_sha256=\"3cf2", 10, "is not the payload's hash_sha256"),
    ("sha256=\"LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=\"", "", 34, "has no sha256"),
    ("sha256=\"LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=\"", "sha256=\"LPJN\"", 10, "no SHA-256 in padded base64"),
    ("<action event=\"postinstall\"", "<action event=\"install\"", 34, "no action with the event postinstall"),
    ("<actions>", "<actions><action event=\"install\"/>", 0, "has no sha256: Flatcar's ue-rs refuses"),
    (" DisablePayloadBackoff=\"true\"", "", nil, "waits a day or more"),
    ("DisablePayloadBackoff", "IsDeltaPayload=\"1\" DisablePayloadBackoff", 0, "takes only \"true\" for yes"),
    ("<updatecheck status=\"ok\">", "<updatecheck status=\"error-internal\">", 34, "neither ok nor noupdate"),
    ("<updatecheck status=\"ok\">", "<updatecheck>", 34, "has no status"),
    ("<updatecheck status=\"ok\">", "<updatecheck status=\"noupdate\">", nil, "says noupdate, and has URLs"),
    ("<updatecheck status=\"ok\">", "<updatecheck status=\"ok\" PollInterval=\"60\">", nil, "not within 2700...14400"),
    ("<updatecheck status=\"ok\">", "<updatecheck status=\"ok\" PollInterval=\"soon\">", nil, "no number of seconds"),
    ("<ping status=\"ok\"/>", "", nil, "the ping is not acknowledged"),
    ("<event status=\"ok\"/>", "", nil, "0 of 1 events are acknowledged"),
    ("appid=\"com.example.os\"", "appid=\"com.example.OS\"", 0, "as it was written"),
    ("appid=\"com.example.os\"", "appid=\"other\"", 0, "the first app is \"other\""),
    ("status=\"ok\">\n    <ping", "status=\"error-unknownApplication\">\n    <ping", 0, "the app's status"),
    ("protocol=\"3.0\"", "protocol=\"3.1\"", 0, "takes \"3.0\" only"),
    ("<response ", "<response xmlns=\"http://www.google.com/update2/response\" ", 34, "in an XML namespace"),
    ("<daystart elapsed_seconds=\"42117\" elapsed_days=\"7266\"/>", "", nil, "no daystart"),
    ("<?xml", "x<?xml", 31, "not well-formed"), ("</response>", "</response>x", 31, "not well-formed"),
    ("</app>", "", 31, "not well-formed"),
  ]

  @Test("tells everything that a client would not take, in words and with the code", arguments: changes.indices)
  func deviation(index: Int) throws {
    let (old, new, code, words) = Self.changes[index]
    let text = Self.good.replacing("\n      ", with: "\n  ").replacing("    <ping", with: "    <ping")
    let source = text.contains(old) ? text : Self.good
    #expect(source.contains(old), "\(old)")
    let review = try review(source.replacing(old, with: new))
    let found = try #require(review.deviations.first { "\($0)".contains(words) }, "\(review.deviations)")
    switch (found.consequence, code) {
    case (.fails(let found), let code?): #expect(found.rawValue == code)
    case (.failsSome, 0?), (.harmless, nil): break
    default: Issue.record("\(found.consequence)")
    }
    #expect(review.isFatal == ((code ?? 0) > 0), "\(review.deviations)")
  }

  @Test("knows what HTTP can spoil")
  func http() throws {
    let body = Array(Self.good.utf8)
    func words(_ answer: ServerAnswer) throws -> String {
      try review(answer).deviations.map { "\($0)" }.joined(separator: "\n")
    }
    #expect(try words(ServerAnswer(status: 503, body: [])).contains("fails with 2503"))
    #expect(try words(ServerAnswer(status: 200, contentType: "text/xml", body: [])).contains("fails with 30"))
    #expect(try words(ServerAnswer(status: 201, contentType: "text/xml", body: body)).contains("takes exactly 200"))
    #expect(try words(ServerAnswer(status: 200, contentType: "text/html", body: body)).contains("not text/xml"))
    #expect(
      try words(ServerAnswer(status: 200, contentType: "text/xml; charset=latin1", body: body)).contains("not utf-8"))
    #expect(try words(ServerAnswer(status: 200, contentType: "application/xml;charset=\"UTF-8\"", body: body)) == "")
    #expect(try words(ServerAnswer(status: 200, body: body)).contains("no Content-Type"))
    let compressed = ServerAnswer(status: 200, contentType: "text/xml", contentEncoding: "gzip", body: [0x1F, 0x8B])
    #expect(
      try words(compressed).contains(
        "Content-Encoding gzip, although nobody asked for that: update_engine fails with 31"))
    let moved = ServerAnswer(
      status: 200, contentType: "text/xml", redirects: ["https://b.example/"], becameGET: true, body: body)
    #expect(try words(moved).contains("redirects to https://b.example/"))
    #expect(try words(moved).contains("into a GET"))
    let page = try review("<html><body>Hello</body></html>")
    #expect(page.isFatal && page.deviations.contains { $0.words.contains("a page of HTML") })
  }

  @Test("never has more to say than a person can read, whatever comes")
  func bounded() throws {
    let url = "<url codebase=\"x\"/>"
    let text = Self.good.replacing("<urls>", with: "<urls>" + String(repeating: url, count: 5_000))
    #expect(try review(text).deviations.count == 100)
  }
}
