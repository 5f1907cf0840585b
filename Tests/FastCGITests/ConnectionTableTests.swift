import Testing

@testable import FastCGI

@Suite struct ConnectionTableTests {
  @Test("Who has lost a connection cannot take the next one on its number")
  func numberUsedAgain() {
    let table = ConnectionTable()
    let first = table.insert(5)
    _ = table.setIdle(first)
    #expect(table.reclaim(first))
    #expect(!table.reclaim(first), "it is not idle any more")
    table.forget(first)
    let second = table.insert(5)
    _ = table.setIdle(second)
    #expect(!table.reclaim(first))
    #expect(table.claim(5) == second)
  }

  @Test("What is reported of a connection that somebody has is told when it is idle", arguments: [false, true])
  func reportedMeanwhile(byConnectionLoop: Bool) {
    let table = ConnectionTable()
    let connection = table.insert(5)
    if byConnectionLoop { table.setInLoop(connection) }
    #expect(table.claim(5) == nil)
    #expect(table.setIdle(connection))
    #expect(table.claim(5) == connection)
    #expect(!table.setIdle(connection), "it is told once")
  }
}
