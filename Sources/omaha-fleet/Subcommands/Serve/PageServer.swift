internal import Catalog
internal import Console
internal import FastCGI
internal import Fleet
internal import FleetPages
internal import Omaha
internal import Posix
internal import SQL

/// Answers `/metrics` beside the loader.
struct PageServer {
  private let server: FastCGIServer
  private let listeners: [Listener]

  /// Two people may ask at a time while a third one's answer waits for the database.
  private static let threads = 3

  /// Starts to answer; nil when there is no socket to answer on.
  init?(
    _ options: SocketOptions, _ repository: Repository?, fleet: String, _ location: DatabaseLocation,
    _ progress: LoadProgress
  ) throws {
    do throws(ListenError) { listeners = try options.listen() } catch {
      throw CommandFailure(error.description.escaped, exitCode: CommandFailure.cannotCreate)
    }
    guard !listeners.isEmpty else { return nil }
    // Few ask, and they ask for little.
    var limits = ServerLimits()
    limits.maximumConnections = 256
    limits.requestBytes = 128 * 1_024
    limits.arrivingBytes = 16 << 20
    limits.waitingBytes = 1 << 20
    do throws(SystemError) {
      let totals = try TotalsReader(location)
      let log = ServerEventLog()
      server = try FastCGIServer(listeners: listeners, threads: Self.threads, limits: limits, report: log.add) {
        FleetResponder(metrics: MetricsPage(repository, fleet: fleet, progress, totals) { Timestamp.nowMilliseconds })
      }
    } catch {
      throw CommandFailure(error.description.escaped, exitCode: CommandFailure.inputOutput)
    }
  }

  /// Where it answers, to be shown.
  var names: String { listeners.map(\.name.escaped).joined(separator: ", ") }

  /// Answers what was asked, and ends.
  func stop() { _ = server.stop() }
}
