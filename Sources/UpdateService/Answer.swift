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
public struct AppAnswer: Sendable {
  /// The app as the client sent it; its ID is echoed byte for byte.
  public let request: Request.App

  /// What it gets, and why.
  public let decision: Decision
}
