import Foundation
import TestSupport

/// An answer as update_engine reads it: by absolute XPaths, here with xmllint's eyes.
struct UpdateResponse {
  private let folder: TemporaryFolder
  private let file: String

  /// Fails when the body is not well-formed XML, or when anything stands before the declaration or after the root.
  init(_ body: [UInt8]) throws {
    folder = try TemporaryFolder()
    file = try folder.write(body, to: "response.xml")
    let check = try Program.run("xmllint", ["--noout", "--nonet", file])
    guard check.status == 0, check.errors.isEmpty else { throw Failure("not well-formed: \(check.errors)") }
  }

  /// The string value of an XPath expression; empty when nothing matches.
  func callAsFunction(_ xpath: String) throws -> String {
    try Program.output(of: "xmllint", ["--nonet", "--xpath", "string(\(xpath))", file])
  }

  func count(_ xpath: String) throws -> Int {
    Int(try Program.output(of: "xmllint", ["--nonet", "--xpath", "count(\(xpath))", file])) ?? -1
  }

  /// `ok` or `noupdate`; anything else makes update_engine report an error.
  var status: String { get throws { try self("/response/app/updatecheck[1]/@status") } }
}
