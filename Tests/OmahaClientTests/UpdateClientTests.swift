import Omaha
import OmahaClient
import Testing

@Suite("The client")
struct UpdateClientTests {
  private let server = ServerURL("https://updates.example.com")
  private let app = ClientApp(id: "com.example.os", version: "1.0.0", track: "stable", board: "amd64-usr")

  private func client(_ transport: TestTransport, machine: ClientMachine = ClientMachine()) throws -> UpdateClient {
    UpdateClient(server: try #require(server), machine: machine, name: "agent-1", transport: transport)
  }

  @Test("checks as update_engine does: ping, update check and the event 3/2, with a session and a request of its own")
  func check() async throws {
    let transport = TestTransport { (request) throws(TransportError) in try .update(to: request) }
    let machine = ClientMachine(id: "0123456789abcdef0123456789abcdef", bootID: "{boot}")
    let client = try client(transport, machine: machine)
    guard case .update(let offer) = try await client.check(app) else {
      Issue.record("no update")
      return
    }
    #expect(offer.version == "2.0.0")
    #expect(offer.urls == ["https://updates.example.com/update.gz"])
    #expect(offer.payload.size == 5)
    let request = try #require(transport.requests.first)
    let asked = try #require(request.apps.first)
    #expect(request.protocolVersion == "3.0" && request.installSource == "scheduler" && request.isMachine == true)
    #expect(request.version == "agent-1" && request.updaterVersion == "agent-1")
    #expect(asked.appID == "com.example.os" && asked.version == "1.0.0" && asked.track == "stable")
    #expect(asked.board == "amd64-usr" && asked.machineID == machine.id && asked.bootID == "{boot}")
    #expect(asked.ping?.active == 1 && asked.updateCheck != nil)
    #expect(asked.events.map { $0.checkIn(running: "1.0.0") } == [.ordinary])
    try await client.report(.downloading, of: app)
    try await client.report(.failed(.payloadHashMismatch), of: app)
    _ = try await client.check(app, isOnDemand: true)
    let requests = transport.requests
    #expect(requests.map(\.sessionID)[0] == requests[1].sessionID)
    #expect(requests[1].sessionID == requests[2].sessionID)
    #expect(requests[2].sessionID != requests[3].sessionID)
    #expect(requests[3].installSource == "ondemandupdate")
    #expect(Set(requests.map(\.requestID)).count == 4)
    #expect(requests[1].apps[0].ping == nil && requests[1].apps[0].updateCheck == nil)
    #expect(
      requests.compactMap(\.requestID).allSatisfy { $0.count == 38 && $0.hasPrefix("{") && ApplicationID($0) != nil })
  }

  @Test("looks what is on offer without being a machine, and reports no fault")
  func look() async throws {
    let transport = TestTransport { (request) throws(TransportError) in try .update(to: request) }
    guard case .update(let offer) = try await client(transport).look(for: app) else {
      Issue.record("no update")
      return
    }
    #expect(offer.version == "2.0.0")
    let asked = try #require(transport.requests.first?.apps.first)
    #expect(asked.ping == nil && asked.events.isEmpty && asked.updateCheck != nil)
    let broken = TestTransport { (_) throws(TransportError) in ServerAnswer(status: 503, body: []) }
    await #expect(throws: ClientError.status(503)) { try await client(broken).look(for: app) }
    #expect(broken.requests.count == 1)
  }

  @Test("reports each stage with the numbers of update_engine")
  func stages() {
    let stages: [(Event, Int, Int, Int)] = [
      (.downloading, 13, 1, 0), (.downloaded, 14, 1, 0), (.installed, 3, 1, 0), (.complete(from: "1.0.0"), 3, 2, 0),
      (.failed(.payloadHashMismatch), 3, 0, 10), (.deferred(.deferredForBackoff), 3, 9, 40),
    ]
    for (event, type, result, code) in stages {
      #expect(event.type.rawValue == type && event.result.rawValue == result && event.errorCode.rawValue == code)
    }
    #expect(Event.complete(from: "1.0.0").checkIn(running: "2.0.0") == .rebooted)
  }

  @Test("asks for several apps at once, and one that is refused does not spoil the others")
  func severalApps() async throws {
    let transport = TestTransport { (request) throws(TransportError) in
      let apps = request.apps.map { app in
        app.appID == "com.example.gone"
          ? Response.App(appID: app.appID, status: .unknownApplication)
          : Response.App(answering: app)
      }
      return try .of(Response(apps: apps))
    }
    let client = try client(transport)
    let gone = ClientApp(id: "com.example.gone", version: nil)
    let decisions = try await client.check([gone, app])
    #expect(decisions == [.failure(.app(.unknownApplication)), .success(.noUpdate)])
    #expect(transport.requests.map(\.apps.count) == [2])
    #expect(transport.requests[0].apps[0].version == "0.0.0.0")
  }

  @Test(
    "tells the server of a wrong answer with the code that update_engine has for it",
    arguments: [
      (ServerAnswer(status: 200, body: []), 30), (ServerAnswer(status: 200, body: Array("<response".utf8)), 31),
      (ServerAnswer(status: 200, body: Array("<html/>".utf8)), 34),
      (ServerAnswer(status: 200, body: Array("<response protocol=\"3.0\"/>".utf8)), 34),
      (ServerAnswer(status: 503, body: []), 2503), (ServerAnswer(status: 404, body: []), 2404),
    ])
  func faults(answer: ServerAnswer, code: Int) async throws {
    let transport = TestTransport { _ in answer }
    let client = try client(transport)
    await #expect(throws: ClientError.self) { _ = try await client.check(app) }
    let report = try #require(transport.requests.last)
    #expect(transport.requests.count == 2)
    #expect(report.apps[0].events.map(\.errorCode.rawValue) == [code])
    #expect(report.apps[0].updateCheck == nil)
    #expect(report.sessionID == transport.requests[0].sessionID)
  }

  @Test("says nothing to a server that it does not reach")
  func unreachable() async throws {
    let transport = TestTransport { (_) throws(TransportError) in throw TransportError(.unreachable, "no way") }
    let client = try client(transport)
    await #expect(throws: ClientError.transport(TransportError(.unreachable, "no way"))) {
      _ = try await client.check(app)
    }
    #expect(transport.requests.count == 1)
  }

  @Test("waits as long as the server wants, and longer after 500 and 503")
  func intervals() async throws {
    let transport = TestTransport { (request) throws(TransportError) in
      switch request.apps[0].version {
      case "poll": try .update(to: request, pollInterval: 7200)
      case "busy": ServerAnswer(status: 503, body: [])
      default: try .update(to: request)
      }
    }
    let client = try client(transport)
    func minutes(_ version: String) async -> ClosedRange<Int64> {
      _ = try? await client.check(ClientApp(id: "com.example.os", version: version))
      var delays: [Int64] = []
      for _ in 0..<400 { delays.append(await client.nextCheck.components.seconds / 60) }
      return (delays.min() ?? 0)...(delays.max() ?? 0)
    }
    let usual = await minutes("1.0")
    #expect(usual.lowerBound >= 40 && usual.upperBound <= 50)
    let poll = await minutes("poll")
    #expect(poll.lowerBound >= 60 && poll.lowerBound < 80 && poll.upperBound <= 180 && poll.upperBound > 160)
    _ = await minutes("1.0")
    let busy = await minutes("busy")
    #expect(busy.lowerBound >= 45 && busy.upperBound <= 135 && busy.upperBound > 110)
    let busier = await minutes("busy")
    #expect(busier.lowerBound >= 90 && busier.upperBound <= 270 && busier.upperBound > 220)
  }

  @Test("knows the machine that it runs on")
  func machine() {
    let machine = ClientMachine.current()
    #expect(machine.bootID?.count == 38)
    #expect(machine.bootID == ClientMachine.current().bootID)
  }
}
