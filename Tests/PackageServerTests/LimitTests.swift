import Testing
import TestSupport

@testable import PackageServer

/// What one client can take from others.
@Suite struct LimitTests {
  private static func limits(_ change: (inout ServingLimits) -> Void) -> ServingLimits {
    var limits = ServingLimits()
    change(&limits)
    return limits
  }

  @Test(
    "A connection on which no whole request comes in time is closed",
    arguments: ["", "GET / HT", "GET / HTTP/1.1\r\nHost: x\r\n", String(TestSite.checkRequest().dropLast(1))])
  func late(beginning: String) throws {
    let site = try TestSite(limits: Self.limits { $0.arrival = .milliseconds(200) })
    let client = try TestClient(port: site.port)
    client.send(beginning)
    #expect(client.rest() == [])
  }

  @Test("The time for a request begins anew with each, and a byte now and then does not lengthen it")
  func byteNowAndThen() throws {
    let site = try TestSite(limits: Self.limits { $0.arrival = .seconds(2) })
    let client = try TestClient(port: site.port)
    client.send(TestSite.checkRequest())
    #expect(client.answer()?.status == 200)
    let start = ContinuousClock.now
    client.send("GET / HTTP/1.1\r\nX: ")
    while client.send("y"), ContinuousClock.now - start < .seconds(20) {}
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  @Test("A client that does not read its download is given up, while others are served")
  func stalled() throws {
    let site = try TestSite(
      ["update.gz": [UInt8](repeating: 1, count: 64 << 20)], limits: Self.limits { $0.stall = .seconds(2) })
    let client = try TestClient(port: site.port, receiveBuffer: 65_536)
    client.send(TestSite.request("GET \(TestSite.path)update.gz"))
    let other = try TestClient(port: site.port)
    other.send(TestSite.checkRequest())
    #expect(other.answer()?.status == 200)
    let event = site.waitForEvent { if case .download = $0 { true } else { false } }
    guard case .download(let download) = event else { Issue.record("it was not given up"); return }
    #expect(!download.isFinished)
    #expect(client.read(.max) < 64 << 20 && client.isAtEnd)
  }

  @Test("A client that goes on sending what was refused is not listened to for ever")
  func farewell() throws {
    let site = try TestSite(limits: Self.limits { $0.farewell = .milliseconds(200) })
    let client = try TestClient(port: site.port)
    client.send(TestSite.request("POST /v1/update", ["Content-Length: 1099511627776"]))
    #expect(client.answer()?.status == 413)
    let start = ContinuousClock.now
    while client.send([UInt8](repeating: 0, count: 4_096)), ContinuousClock.now - start < .seconds(20) {}
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  @Test("The connection that has been idle longest makes room for a new one")
  func eviction() throws {
    let site = try TestSite(limits: Self.limits { $0.connections = 3 })
    let idle = try (1...3).map { _ in
      let client = try TestClient(port: site.port)
      client.send(TestSite.request("GET /healthz"))
      #expect(client.answer()?.status == 200)
      return client
    }
    let fourth = try TestClient(port: site.port)
    fourth.send(TestSite.checkRequest())
    #expect(fourth.answer()?.status == 200)
    #expect(idle[0].rest() == [])
    idle[1].send(TestSite.request("GET /healthz"))
    #expect(idle[1].answer()?.status == 200)
  }

  @Test("A new connection is closed when all others are at work")
  func full() throws {
    let site = try TestSite(
      ["update.gz": [UInt8](repeating: 1, count: 64 << 20)], limits: Self.limits { $0.connections = 2 })
    let busy = try (1...2).map { _ in
      let client = try TestClient(port: site.port, receiveBuffer: 65_536)
      client.send(TestSite.request("GET \(TestSite.path)update.gz"))
      #expect(client.read(1) > 0)
      return client
    }
    let third = try TestClient(port: site.port)
    third.send(TestSite.checkRequest())
    #expect(third.rest() == [])
    #expect(busy[0].read(1_000_000) >= 1_000_000)
  }
}
