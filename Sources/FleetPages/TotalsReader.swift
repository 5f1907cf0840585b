internal import Fleet
internal import Glibc
package import Posix
package import SQL
internal import Synchronization

/// Reads what is counted for all who ask, on a thread of its own: a database that hangs holds up nobody else.
///
/// The database is opened for each reading. So an outage leaves nothing behind that is broken, and the log of SQLite's writer is never kept
/// from being emptied.
package final class TotalsReader: Sendable {
  /// Somebody who waits for an answer.
  private final class Question: Sendable {
    let isAnswered: EventCounter
    let answer = Mutex<FleetTotals?>(nil)

    init() throws(SystemError) { isAnswered = try EventCounter(semaphore: false) }
  }

  /// What the thread is to do.
  private final class Desk: Sendable {
    let isWanted: EventCounter
    let questions = Mutex<[Question]>([])

    init() throws(SystemError) { isWanted = try EventCounter(semaphore: false) }
  }

  private let desk: Desk

  /// A reader of a database, which need not be there yet.
  package init(_ location: DatabaseLocation) throws(SystemError) {
    let desk = try Desk()
    self.desk = desk
    _ = try Thread {
      while true {
        wait(for: desk.isWanted, milliseconds: -1)
        let questions = desk.questions.withLock { questions in
          defer { questions = [] }
          return questions
        }
        guard !questions.isEmpty else { continue }
        let totals = try? FleetReader(location).totals()
        for question in questions {
          question.answer.withLock { $0 = totals }
          question.isAnswered.signal()
        }
      }
    }
  }

  /// What is counted now; nil when the database cannot say so in time.
  func totals(within milliseconds: Int32) -> FleetTotals? {
    guard let question = try? Question() else { return nil }
    desk.questions.withLock { $0.append(question) }
    desk.isWanted.signal()
    wait(for: question.isAnswered, milliseconds: milliseconds)
    // Whoever has given up is not answered.
    desk.questions.withLock { $0.removeAll { $0 === question } }
    return question.answer.withLock { $0 }
  }
}

/// Waits until a counter is above zero, and takes it.
private func wait(for counter: borrowing EventCounter, milliseconds: Int32) {
  var waiting = pollfd(fd: counter.number, events: Int16(POLLIN), revents: 0)
  _ = unsafe poll(&waiting, 1, milliseconds)
  _ = counter.take()
}
