@testable import Catalog
import Omaha
import Testing

@Suite("Rollouts")
struct RolloutTests {
  private let since = Timestamp(seconds: 1_795_392_000)

  private func after(_ seconds: Int64) -> Timestamp { Timestamp(seconds: since.seconds + seconds) }

  private func bucket(_ number: Int, version: String = "3815.2.0", app: String = "com.example.os") throws
    -> RolloutBucket
  {
    RolloutBucket(
      app: try #require(ApplicationID(app)), version: try #require(Version(version)), machineID: "machine-\(number)")
  }

  @Test(
    "Test vectors: the bucket of a machine is the same on every host and in every version",
    arguments: [
      ("e96281a6-d1af-4bde-9a0a-97b76e56dc57", "3815.2.0", "abce671d61774703ac7be60715220bfe", 0xe52c_78b6),
      ("{E96281A6-D1AF-4BDE-9A0A-97B76E56DC57}", "3815.2.0", "{ABCE671D-6177-4703-AC7B-E60715220BFE}", 0xe52c_78b6),
      ("e96281a6-d1af-4bde-9a0a-97b76e56dc57", "3815.2.1", "abce671d61774703ac7be60715220bfe", 0x0fb2_d496),
      ("com.example.agent", "1.0", "rack-7", 0x3671_a5b1),
      ("com.example.agent", "1.0", nil, 0xffff_ffff), ("com.example.agent", "1.0", "", 0xffff_ffff),
    ] as [(String, String, String?, UInt32)])
  func vectors(app: String, version: String, machine: String?, expected: UInt32) throws {
    let bucket = RolloutBucket(
      app: try #require(ApplicationID(app)), version: try #require(Version(version)), machineID: machine)
    #expect(bucket.value == expected)
  }

  @Test("Places are spread evenly over 100,000 machines (chi-square, 99 degrees of freedom)")
  func uniform() throws {
    var bins = [Int](repeating: 0, count: 100)
    for number in 0..<100_000 { bins[try bucket(number).millionths / 10_000] += 1 }
    let statistic = bins.reduce(0.0) { $0 + Double(($1 - 1_000) * ($1 - 1_000)) / 1_000 }
    // 148.2 is exceeded by one sample of a thousand; 61.1 is undercut by one.
    #expect(statistic < 148.2)
    #expect(statistic > 61.1)
  }

  @Test("Where a machine is for one release says nothing of the next (chi-square, 81 degrees of freedom)")
  func independent() throws {
    var table = [Int](repeating: 0, count: 100)
    for number in 0..<20_000 {
      let first = try bucket(number).millionths / 100_000
      let second = try bucket(number, version: "3815.2.1").millionths / 100_000
      table[first * 10 + second] += 1
    }
    let statistic = table.reduce(0.0) { $0 + Double(($1 - 200) * ($1 - 200)) / 200 }
    #expect(statistic < 149.4)
  }

  @Test(
    "The share that is reached follows the rollout",
    arguments: [
      (percent, -1, "0%"), (percent, 0, "25%"), (percent, 1_000_000, "25%"), (ramp, -1, "0%"), (ramp, 0, "0%"),
      (ramp, 25_920, "10%"),
      (ramp, 129_600, "50%"), (ramp, 259_200, "100%"), (ramp, 864_000, "100%"), (steps, -1, "0%"), (steps, 0, "1%"),
      (steps, 86_399, "1%"), (steps, 86_400, "5%"), (steps, 172_799, "5%"), (steps, 172_800, "25%"),
      (steps, 259_199, "25%"), (steps, 259_200, "100%"), (steps, 1_000_000, "100%"),
    ] as [(Rollout?, Int64, String)])
  func shares(rollout: Rollout?, elapsed: Int64, expected: String) throws {
    #expect(try #require(rollout).share(since: since, at: after(elapsed)).description == expected)
  }

  private static let percent = Share(percent: "25").map { Rollout.share($0) }
  private static let ramp = Period("P3D").map { Rollout.ramp(over: $0) }
  private static let steps = Period("P3D").map { period in
    Rollout.steps([1, 5, 25, 100].compactMap { Share(percent: "\($0)") }, over: period)
  }

  /// Steps that begin between two seconds.
  private static let uneven = Period("P1D").map { period in
    Rollout.steps([1, 5, 10, 20, 30, 50, 70, 100].compactMap { Share(percent: "\($0)") }, over: period)
  }

  @Test(
    "Of 5,000 machines the share of the moment is reached, and each begins exactly when it is told",
    arguments: [ramp, steps, uneven, percent])
  func reached(rollout: Rollout?) throws {
    let rollout = try #require(rollout)
    let buckets = try (0..<5_000).map { try bucket($0) }
    for elapsed in stride(from: Int64(0), through: 259_200, by: 21_600) {
      let now = after(elapsed)
      let count = buckets.filter { rollout.includes($0, since: since, at: now) }.count
      let expected = Double(rollout.share(since: since, at: now).millionths) / 1_000_000 * 5_000
      // Four standard deviations of a binomial distribution, and one for the rounding.
      #expect(abs(Double(count) - expected) <= 4 * (expected * (1 - expected / 5_000)).squareRoot() + 1)
    }
    for bucket in buckets.prefix(500) {
      guard let begin = rollout.begin(of: bucket, since: since) else {
        #expect(!rollout.includes(bucket, since: since, at: after(1_000_000)))
        continue
      }
      #expect(rollout.includes(bucket, since: since, at: begin))
      #expect(!rollout.includes(bucket, since: since, at: Timestamp(seconds: begin.seconds - 1)))
    }
  }

  @Test(
    "A target whose moment lies ahead is offered to nobody, whatever the rollout",
    arguments: [ramp, steps, percent, all])
  func ahead(rollout: Rollout?) throws {
    let rollout = try #require(rollout)
    for elapsed in [-1, -86_400, -1_000_000_000] as [Int64] {
      #expect(rollout.share(since: since, at: after(elapsed)) == .none)
      #expect(!rollout.isComplete(since: since, at: after(elapsed)))
      for number in 0..<200 {
        #expect(!rollout.includes(try bucket(number), since: since, at: after(elapsed)))
      }
    }
  }

  private static let all: Rollout? = .share(.all)

  @Test("A machine without an ID comes last")
  func edges() throws {
    let last = RolloutBucket(app: try #require(ApplicationID("a")), version: try #require(Version("1")), machineID: nil)
    let ramp = try #require(Self.ramp)
    #expect(!ramp.includes(last, since: since, at: after(259_199)))
    #expect(ramp.includes(last, since: since, at: after(259_200)))
    #expect(ramp.begin(of: last, since: since) == after(259_200))
    #expect(!Rollout.share(Share(unchecked: 999_999)).includes(last, since: nil, at: since))
    #expect(Rollout.share(.all).includes(last, since: nil, at: since))
    #expect(!ramp.includes(last, since: nil, at: since), "without a beginning nothing has begun")
  }

  @Test(
    "A percentage is read exactly or not at all",
    arguments: [
      ("0", 0), ("25", 250_000), ("100", 1_000_000), ("0.5", 5_000), ("99.9999", 999_999), ("0.0001", 1),
      ("007", 70_000),
      ("100.0", 1_000_000), ("100.0001", nil), ("101", nil), ("", nil), (".5", nil), ("5.", nil), ("1.00001", nil),
      ("-1", nil), ("+1", nil), ("1e2", nil), ("25%", nil), ("1,5", nil), ("٣", nil),
    ] as [(String, Int?)])
  func percentages(text: String, millionths: Int?) {
    #expect(Share(percent: text)?.millionths == millionths)
  }

  @Test(
    "A period is read as ISO 8601 writes it",
    arguments: [
      ("P3D", 259_200), ("PT36H", 129_600), ("P1W", 604_800), ("P1DT12H", 129_600), ("PT90M", 5_400),
      ("PT1H1M1S", 3_661),
      ("PT1S", 1), ("P3650D", 315_360_000), ("P3651D", nil), ("", nil), ("P", nil), ("PT", nil), ("P0D", nil),
      ("3D", nil),
      ("P3", nil), ("P3H", nil), ("PT3D", nil), ("P1M", nil), ("P1Y", nil), ("P1W1D", nil), ("P1D1W", nil),
      ("PT1M1H", nil),
      ("P-1D", nil), ("P1.5D", nil), ("P1DT", nil), ("P99999999999D", nil), ("p3d", nil),
    ] as [(String, Int64?)])
  func periods(text: String, seconds: Int64?) {
    #expect(Period(text)?.seconds == seconds)
    if let period = Period(text) { #expect(Period(period.description) == period) }
  }

  @Test(
    "A period is read as people type it, too",
    arguments: [
      ("3d", "P3D"), ("72h", "P3D"), ("90m", "PT1H30M"), ("1d12h", "P1DT12H"), ("2w", "P14D"), ("36H", "P1DT12H"),
      ("P3D", "P3D"), ("PT36H", "P1DT12H"), ("3", nil), ("d", nil), ("3x", nil), ("12h1d", nil), ("", nil),
      ("-1d", nil),
      ("0d", nil), ("1.5d", nil), ("99999d", nil),
    ] as [(String, String?)])
  func typed(text: String, expected: String?) {
    #expect(Period(typed: text)?.description == expected)
  }
}
