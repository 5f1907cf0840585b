public import Omaha

/// A client of one update server, for one app or several.
///
///     let client = UpdateClient(server: server, transport: CurlTransport())
///     let app = ClientApp(id: "com.example.os", version: "1.0.0", track: "stable")
///     if case .update(let offer) = try await client.check(app) { print(offer.version, offer.urls) }
///
/// A check begins a session: the events that are reported until the next check carry its `sessionid`. Every request has a `requestid` of its
/// own.
public actor UpdateClient {
  /// Where it asks.
  public let server: ServerURL
  /// The machine.
  public let machine: ClientMachine
  /// The name and version of the program, such as `agent-1.2.0`.
  public let name: String
  private let transport: any Transport
  private var sessionID = RandomID.next()
  private var schedule = PollSchedule()

  /// A client.
  ///
  /// - Parameters:
  ///   - name: The name and version of the program, such as `agent-1.2.0`.
  public init(
    server: ServerURL, machine: ClientMachine = ClientMachine(), name: String = "swift-omaha", transport: any Transport
  ) {
    self.server = server
    self.machine = machine
    self.name = name
    self.transport = transport
  }

  /// How long to wait from now until the next check; another random time at every call (``PollSchedule``).
  public var nextCheck: Duration { schedule.delay() }

  /// Asks for an update, with a ping and the event that update_engine sends with every check.
  ///
  /// - Parameter isOnDemand: Whether a person waits for the answer.
  /// - Throws: ``ClientError``. Where the answer was wrong, the server has been told (``ClientError/errorCode``).
  public func check(_ app: ClientApp, isOnDemand: Bool = false) async throws(ClientError) -> UpdateDecision {
    let decisions = try await check([app], isOnDemand: isOnDemand)
    guard let decision = decisions.first else { throw .noApp }
    return try decision.get()
  }

  /// Asks for updates of several apps in one request.
  ///
  /// - Returns: A decision or a fault for each app, in their order.
  /// - Throws: ``ClientError`` when the answer as a whole does not count.
  public func check(
    _ apps: [ClientApp], isOnDemand: Bool = false
  ) async throws(ClientError) -> [Result<UpdateDecision, ClientError>] {
    sessionID = RandomID.next()
    let asked = apps.map { app in
      self.app(
        app, ping: Ping(active: 1), updateCheck: app.updateCheck, events: [.complete(from: app.previousVersion)])
    }
    let response: Response
    do throws(ClientError) {
      response = try await send(asked, source: isOnDemand ? "ondemandupdate" : "scheduler")
    } catch {
      schedule.noteFailure(status: error.status)
      await report(error, of: apps)
      throw error
    }
    let answers = apps.map { $0.answer(in: response) }
    schedule.noteAnswer(pollInterval: answers.lazy.compactMap { try? $0.get().updateCheck?.pollInterval }.first)
    var decisions: [Result<UpdateDecision, ClientError>] = []
    for (app, answer) in zip(apps, answers) {
      let decision = answer.flatMap(\.decision)
      if case .failure(let error) = decision { await report(error, of: [app]) }
      decisions.append(decision)
    }
    return decisions
  }

  /// Asks what is on offer for a program that updates no machine, such as a mirror: without a ping and without events, and no fault is
  /// reported to the server.
  ///
  /// - Throws: ``ClientError``.
  public func look(for app: ClientApp) async throws(ClientError) -> UpdateDecision {
    let response = try await send([self.app(app, updateCheck: app.updateCheck)], source: "scheduler")
    return try app.answer(in: response).flatMap(\.decision).get()
  }

  /// Tells the server that the machine is alive, without asking for an update, as update_engine does while it waits for a restart.
  public func ping(_ app: ClientApp) async throws(ClientError) {
    try await acknowledge(self.app(app, ping: Ping(active: 1)), app)
  }

  /// Reports what happened, such as ``Omaha/Event/downloading``.
  public func report(_ event: Event, of app: ClientApp) async throws(ClientError) {
    try await acknowledge(self.app(app, events: [event]), app)
  }

  private func acknowledge(_ asked: Request.App, _ app: ClientApp) async throws(ClientError) {
    _ = try app.answer(in: try await send([asked], source: "scheduler")).get()
  }

  /// Tells the server of a fault. That it does not reach the server either is no other fault.
  private func report(_ error: ClientError, of apps: [ClientApp]) async {
    guard let code = error.errorCode else { return }
    _ = try? await send(apps.map { app($0, events: [.failed(code)]) }, source: "scheduler")
  }

  private func app(
    _ app: ClientApp, ping: Ping? = nil, updateCheck: UpdateCheck? = nil, events: [Event] = []
  ) -> Request.App {
    Request.App(
      appID: app.id, version: app.version, track: app.track, bootID: machine.bootID, oem: app.oem,
      machineID: machine.id, machineAlias: app.machineAlias, board: app.board, deltaOK: app.deltaOK,
      multiManifestOK: app.multiManifestOK, ping: ping, updateCheck: updateCheck, events: events)
  }

  private func send(_ apps: [Request.App], source: String) async throws(ClientError) -> Response {
    let request = Request(
      version: name, updaterVersion: name, installSource: source, isMachine: true, requestID: RandomID.next(),
      sessionID: sessionID, userID: machine.id, os: machine.system, apps: apps)
    let body: [UInt8]
    do throws(MessageError) { body = try request.encode() } catch { throw .request(error) }
    let answer: ServerAnswer
    do throws(TransportError) { answer = try await transport.send(body, to: server) } catch { throw .transport(error) }
    return try answer.response()
  }
}

extension ServerAnswer {
  /// The response.
  ///
  /// - Throws: when HTTP or the body says that there is none.
  public func response() throws(ClientError) -> Response {
    guard becameGET, let url = redirects.last else { return try read() }
    do throws(ClientError) { return try read() } catch { throw .lostByRedirect(to: url, error) }
  }

  private func read() throws(ClientError) -> Response {
    guard (200..<300).contains(status) else { throw .status(status, retryAfter: retryAfter) }
    guard !body.isEmpty else { throw .empty }
    do throws(ResponseError) { return try ResponseDecoder().decode(body) } catch { throw .malformed(error) }
  }
}

extension ClientApp {
  fileprivate var updateCheck: UpdateCheck {
    UpdateCheck(targetVersionPrefix: targetVersionPrefix, rollbackAllowed: rollbackAllowed)
  }

  /// What a response has for the app.
  fileprivate func answer(in response: Response) -> Result<Response.App, ClientError> {
    let own = ApplicationID(id)
    let answer = response.apps.first { app in
      // Some servers write an ID in their own way.
      app.appID == id || own != nil && ApplicationID(app.appID) == own
    }
    guard let app = answer else { return .failure(.noApp) }
    return app.status == .ok ? .success(app) : .failure(.app(app.status))
  }
}

extension Response.App {
  /// What the server decided.
  fileprivate var decision: Result<UpdateDecision, ClientError> {
    guard let updateCheck else { return .failure(.noUpdateCheck) }
    switch updateCheck.status {
    case .noUpdate: return .success(.noUpdate)
    case .ok: return UpdateOffer(updateCheck).map { .success(.update($0)) } ?? .failure(.incomplete)
    default: return .failure(.updateCheck(updateCheck.status))
    }
  }
}
