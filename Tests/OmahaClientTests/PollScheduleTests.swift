import OmahaClient
import TestSupport
import Testing

@Suite("The time of the next check")
struct PollScheduleTests {
  private func minutes(_ schedule: PollSchedule) -> ClosedRange<Int64> {
    var generator = SeededGenerator(seed: 7)
    let delays = (0..<5_000).map { _ in schedule.delay(using: &generator).components.seconds }
    // Both ends are reached to the minute.
    return ((delays.min() ?? 0) + 30) / 60...((delays.max() ?? 0) + 30) / 60
  }

  @Test("is 7 minutes ± 5 at first, then 45 ± 5")
  func usual() {
    var schedule = PollSchedule()
    #expect(minutes(schedule) == 2...12)
    schedule.noteAnswer()
    #expect(minutes(schedule) == 40...50)
    schedule.noteFailure()
    #expect(minutes(schedule) == 40...50)
    schedule.noteFailure(status: 404)
    #expect(minutes(schedule) == 40...50)
  }

  @Test("doubles after 500 and 503 up to four hours, and is usual after an answer")
  func doubles() {
    var schedule = PollSchedule()
    schedule.noteAnswer()
    for (status, range) in [(500, 45...135), (503, 90...270), (500, 120...360), (503, 120...360)] {
      schedule.noteFailure(status: status)
      #expect(minutes(schedule) == Int64(range.lowerBound)...Int64(range.upperBound), "\(status)")
    }
    schedule.noteAnswer()
    #expect(minutes(schedule) == 40...50)
  }

  @Test("is 45 minutes at least after a first check that failed")
  func firstFailure() {
    var schedule = PollSchedule()
    schedule.noteFailure(status: 503)
    #expect(schedule.interval == PollSchedule.interval)
  }

  @Test(
    "is what the server wants, within 45 minutes and four hours",
    arguments: [(0, 45), (-5, 45), (2700, 45), (3600, 60), (14_400, 240), (Int64.max, 240), (Int64.min, 45)]
      as [(Int64, Int64)])
  func pollInterval(seconds: Int64, minutes: Int64) {
    var schedule = PollSchedule()
    schedule.noteAnswer(pollInterval: seconds)
    #expect(schedule.interval == .seconds(minutes * 60))
  }
}
