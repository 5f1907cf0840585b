@testable import OmahaCurl
import Testing

@Suite("The rate of downloads")
struct RateScheduleTests {
  @Test("is kept over all that comes, and time without bytes is not made up for")
  func pauses() {
    var schedule = RateSchedule(bytesPerSecond: 1000)
    let start = ContinuousClock.now
    #expect(schedule.pause(after: 500, at: start) == .milliseconds(500))
    // Two at once wait one behind the other.
    #expect(schedule.pause(after: 500, at: start) == .seconds(1))
    #expect(schedule.pause(after: 100, at: start + .milliseconds(900)) == .milliseconds(200))
    #expect(schedule.pause(after: 100, at: start + .seconds(60)) == .milliseconds(100))
    // No rate stops everything.
    var least = RateSchedule(bytesPerSecond: 0)
    #expect(least.pause(after: 2, at: start) == .seconds(2))
  }
}
