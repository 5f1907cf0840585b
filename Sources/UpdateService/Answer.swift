public import Omaha

/// The answer to a whole request: one decision per app, in the order of the request, ready to be written.
public struct Answer: Sendable {
  /// The protocol that the client speaks, `3.0` or `3.1`; the response repeats it.
  public let protocolVersion: String

  /// What the client is told of the server's day.
  public let daystart: Daystart

  /// What relative codebases are appended to.
  public let baseURL: BaseURL?

  /// The answers to the apps.
  public let apps: [AppAnswer]
}

/// The answer to one app.
///
/// A class, because the app of a request has two dozen strings: each copy of the structure counted a reference for each,
/// and an answer is passed on three times.
public final class AppAnswer: Sendable {
  /// The app as the client sent it; its ID is echoed byte for byte.
  public let request: Request.App

  /// What it gets, and why.
  public let decision: Decision

  init(request: Request.App, decision: Decision) {
    self.request = request
    self.decision = decision
  }
}
