import Foundation
import TestSupport

/// omaha-cgi, as a web server runs it.
enum CGI {
  /// Answers a machine that runs 0.5; the arguments of `strace`, where given, come before.
  static func check(_ shop: Workshop, under strace: [String] = [], environment: [String: String] = [:]) throws -> Run {
    try run(
      shop,
      "<request protocol=\"3.0\"><app appid=\"com.example.agent\" version=\"0.5\" track=\"stable\"><updatecheck/></app></request>",
      under: strace, environment: environment)
  }

  /// Answers a request.
  static func run(
    _ shop: Workshop, _ body: String, under strace: [String] = [], environment: [String: String] = [:]
  ) throws -> Run {
    let request = try shop.folder.write(body, to: "request.xml")
    let variables = [
      "OMAHA_ROOT": shop.root, "REQUEST_METHOD": "POST", "CONTENT_TYPE": "text/xml", "HTTP_HOST": "updates.example",
      "CONTENT_LENGTH": String(body.utf8.count), "GATEWAY_INTERFACE": "CGI/1.1", "REQUEST_SCHEME": "http",
    ].merging(environment) { $1 }
    let command = (strace + [Program.directory + "/omaha-cgi"]).map { "'\($0)'" }.joined(separator: " ")
    return try Program.run("/bin/sh", ["-c", "exec \(command) <'\(request)'"], environment: variables)
  }
}

extension Run {
  /// What omaha-cgi answered, without the clock: a second may pass between two answers that are the same otherwise.
  var answer: String { output.replacing(#/elapsed_(seconds|days)="\d+"/#, with: "") }
}
