/// What answers requests: one instance per thread, used by that thread only.
///
/// Answering and remembering are two steps. A record is kept before the answer leaves, so that nothing that was answered is lost
/// when the process is killed. But a disk may hang, and a front end that sees it hang can send the answer in the meantime.
public protocol Responder {
  /// Answers a request.
  ///
  /// The body may be left unread, in part or whole, when the request is refused; the caller drains it or closes.
  mutating func respond(to exchange: inout some Exchange) -> HTTPResponse

  /// Keeps the record of the request that was answered last, if it has one. This may wait for a disk.
  mutating func keepRecord()
}

extension Responder {
  /// Nothing is kept.
  public mutating func keepRecord() {}
}
