import Foundation
import Omaha
import Testing

/// Messages of real clients and servers; they lie beside the repository on some machines only.
@Suite("Corpus", .enabled(if: !Fixture.corpus("requests").isEmpty))
struct CorpusTests {
  /// The requests that are none, by the number in the name of the file.
  private let faults: [String: String] = [
    "req005": "protocol", "req048": "protocol",
    "req011": "root", "req012": "root", "req013": "root", "req021": "root", "req076": "root",
    "req017": "no app", "req018": "no app", "req020": "no app", "req031": "no app",
    "req047": "line 3, column",
  ]

  @Test("requests are read, or refused for what is wrong with them", arguments: Fixture.corpus("requests"))
  func requests(_ file: URL) throws {
    let fault = faults[String(file.lastPathComponent.prefix(6))]
    let body = try Fixture.bytes(of: file)
    do {
      let request = try RequestDecoder().decode(body).request
      #expect(fault == nil)
      #expect(!request.apps.isEmpty)
      #expect(try RequestDecoder().decode(request.encode()).request == request)
    } catch let error as RequestError {
      #expect(fault.map(error.description.contains) == true, "\(error)")
    }
  }

  @Test("responses are read when they are well-formed", arguments: Fixture.corpus("responses"))
  func responses(_ file: URL) throws {
    let isMalformed = file.lastPathComponent.hasPrefix("resp002")
    let body = try Fixture.bytes(of: file)
    do {
      let response = try ResponseDecoder().decode(body)
      #expect(!isMalformed)
      // The text between the tags of this one is a fragment of a program, not an app.
      #expect(!response.apps.isEmpty || file.lastPathComponent.hasPrefix("resp005"))
      #expect(try ResponseDecoder().decode(response.encode()) == response)
    } catch let error as ResponseError {
      #expect(isMalformed, "\(error)")
    }
  }
}
