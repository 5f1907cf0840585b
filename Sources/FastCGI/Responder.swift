public import Gateway

/// What answers requests: one instance per worker thread, used by that thread only.
public protocol Responder {
  /// The complete CGI response: header fields, an empty line, the body.
  mutating func respond(to exchange: inout some Exchange) -> [UInt8]
}
