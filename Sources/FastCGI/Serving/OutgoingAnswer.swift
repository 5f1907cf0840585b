internal import Gateway
internal import Glibc
internal import Posix
internal import Synchronization

/// The longest answer that is written to the connection itself. A peer that has read its earlier answers has room for it (a unix
/// socket takes 208 KiB, a TCP socket 16 KiB), and libfcgi writes it in one piece.
private let directBytes = 8 * 1024 - 64

/// The request that a worker has in hand, and its answer until that has left: one for each worker.
///
/// A worker keeps the record of a request before the answer leaves (``Responder/keepRecord()``), and a disk that hangs holds it
/// up. So the connection loop looks at all answers again and again, and sends those that wait too long in their workers' place.
/// Whoever of both changes ``turn`` first sends the answer; the other one does not touch it.
final class OutgoingAnswer: @unchecked Sendable {
  private struct Answer {
    let response: [UInt8]
    let connection: ConnectionTable.Connection
    let isRegistered: Bool
    let keepsConnection: Bool
    /// The request, when the connection loop has collected it; nil when libfcgi has read it from the connection.
    let collected: CollectedRequest?
    let hasWholeBody: Bool
  }

  let request: FastCGIRequest
  let spool: Spool
  private let shared: SharedState
  private var answer: Answer?
  /// Odd while an answer waits to be sent.
  private let turn = Atomic(0)
  /// Whether the connection loop is about to send the answer, or does.
  private let isSending = Atomic(false)
  private let away = Atomic(false)
  /// What the connection loop has seen at its last looks, and how often.
  private var seen = (turn: 0, times: 0)

  /// At how many looks of the connection loop's in a row an answer may wait. More than one: a process that was stopped for a
  /// while has not waited for a disk.
  private static let looks = 2

  init(_ shared: SharedState) throws(SystemError) {
    spool = try Spool()
    request = try FastCGIRequest()
    self.shared = shared
  }

  /// Whether the answer was sent in the worker's place, and the worker is not back yet.
  var isWorkerAway: Bool { away.load(ordering: .acquiring) }

  /// Takes the answer to the request, whose body was read to its end. From now on it may leave.
  func take(
    _ response: [UInt8], to connection: ConnectionTable.Connection, isRegistered: Bool, collected: CollectedRequest?
  ) {
    let keepsConnection = request.keepsConnection && collected?.isTruncated != true
    answer = Answer(
      response: response, connection: connection, isRegistered: isRegistered, keepsConnection: keepsConnection,
      collected: collected, hasWholeBody: request.drainBody())
    turn.store(turn.load(ordering: .relaxed) + 1, ordering: .releasing)
  }

  /// For the worker: sends the answer, unless that was done in its place.
  func send() {
    let now = turn.load(ordering: .acquiring)
    if now % 2 == 1, claim(now) { return deliver() }
    while isSending.load(ordering: .acquiring) { usleep(1_000) }
    away.store(false, ordering: .releasing)
  }

  /// For the connection loop: sends the answer when it has waited for too long.
  func sendIfLate() {
    let now = turn.load(ordering: .relaxed)
    seen = (now, now % 2 == 1 && now == seen.turn ? seen.times + 1 : 0)
    guard seen.times >= Self.looks else { return }
    isSending.store(true, ordering: .releasing)
    if claim(now) {
      away.store(true, ordering: .releasing)
      deliver()
    }
    isSending.store(false, ordering: .releasing)
  }

  private func claim(_ turn: Int) -> Bool {
    self.turn.compareExchange(expected: turn, desired: turn + 1, ordering: .acquiringAndReleasing).exchanged
  }

  private func deliver() {
    guard let answer else { return }
    self.answer = nil
    let connection = answer.connection
    let isLast = shared.isStopping
    // From here on a unix peer's next request fails when it is written, so that it can be sent elsewhere; after the answer it
    // might be written in the moment before we close, and be lost.
    if isLast { _ = shutdown(connection.descriptor, Int32(SHUT_RD)) }
    if let collected = answer.collected {
      let isSound = request.finish(with: answer.response) == .sound && answer.hasWholeBody
      let next: Handoff.Next =
        !isSound || !answer.keepsConnection
        ? .linger : !collected.rest.isEmpty ? .collect(collected.rest) : isLast ? .retire : .wait
      return deliver(after: collected.records.count, to: connection, next, isRegistered: false)
    }
    guard answer.response.count <= directBytes else {
      guard spool.load([]) else { return shared.connections.close(connection) }
      request.divert(to: spool.number)
      let isSound = request.finish(with: answer.response) == .sound && answer.hasWholeBody
      let next: Handoff.Next = !isSound || !answer.keepsConnection ? .linger : isLast ? .retire : .wait
      return deliver(after: 0, to: connection, next, isRegistered: answer.isRegistered)
    }
    let ending = request.finish(with: answer.response)
    if ending == .blocked { shared.report(.refused("answers are not read")) }
    if ending != .sound || !answer.hasWholeBody || !answer.keepsConnection {
      shared.connections.close(connection)
    } else if isLast {
      closeAfterAnswer(connection, isRegistered: answer.isRegistered)
    } else {
      shared.waitForRequest(connection, isRegistered: answer.isRegistered)
    }
  }

  /// Sends the answer in the spool as far as the peer takes it at once; the connection loop sends the rest.
  private func deliver(
    after requestLength: Int, to connection: ConnectionTable.Connection, _ next: Handoff.Next, isRegistered: Bool
  ) {
    let delivery = spool.sendAnswer(after: requestLength, to: connection.descriptor)
    spool.clear()
    switch (delivery, next) {
    case (.failed, _):
      shared.connections.close(connection)
    case (.left(let bytes), _):
      shared.refer(connection, .deliver(bytes, next), isRegistered: isRegistered)
    case (.done, .linger):
      shared.refer(connection, .linger, isRegistered: isRegistered)
    case (.done, .collect(let bytes)):
      shared.refer(connection, .collect(bytes), isRegistered: isRegistered)
    case (.done, .retire):
      closeAfterAnswer(connection, isRegistered: isRegistered)
    case (.done, .wait):
      shared.waitForRequest(connection, isRegistered: isRegistered)
    }
  }

  /// Closes a connection at once, so that the web server sees the end together with the answer and does not use it again.
  private func closeAfterAnswer(_ connection: ConnectionTable.Connection, isRegistered: Bool) {
    if connection.hasBytes {
      shared.refer(connection, .retire, isRegistered: isRegistered)
    } else {
      shared.connections.close(connection)
    }
  }
}
