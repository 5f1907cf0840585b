/// What a server answers: `<response>` of protocol 3.0 and 3.1.
public struct Response: Hashable, Sendable {
  /// `protocol`; go-omaha's client wants `3.0`. Empty when absent.
  public let protocolVersion: String

  /// `server`: the name of the server.
  public let server: String?

  /// `<daystart>`.
  public let daystart: Daystart?

  /// `<app>`, in the order of the request.
  public let apps: [App]

  /// A response.
  public init(protocolVersion: String = "3.0", server: String? = nil, daystart: Daystart? = nil, apps: [App]) {
    self.protocolVersion = protocolVersion
    self.server = server
    self.daystart = daystart
    self.apps = apps
  }
}
