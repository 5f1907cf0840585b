internal import ArgumentParser
internal import Catalog

/// How much of a group gets a release, and how fast
struct RolloutOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A share that is fixed, such as 25 or 0.5.", valueName: "p"))
  var percent: String?

  @Option(help: ArgumentHelp("A time, such as 3d or 36h.", valueName: "period"))
  var over: String?

  @Option(help: ArgumentHelp("--percent or --over, whichever it looks like: 25% or 3d.", valueName: "p|period"))
  var rollout: String?

  @Option(help: ArgumentHelp("Growing percentages, such as 1,5,25,100.", valueName: "list"))
  var steps: String?

  func validate() throws { _ = try wanted() }

  /// The rollout that was asked for; nil for none.
  func wanted() throws -> Rollout? {
    let given = [percent, over, rollout].compactMap { $0 }
    guard given.count < 2 else { throw ValidationError("Give only one of --percent, --over and --rollout") }
    if let share = try share() {
      guard steps == nil else { throw ValidationError("--steps needs --over") }
      return .share(share)
    }
    guard let over = over ?? rollout else {
      guard steps == nil else { throw ValidationError("--steps needs --over") }
      return nil
    }
    guard let period = Period(typed: over) else {
      throw ValidationError(
        rollout == nil
          ? "--over \(over.quoted) is not a period such as 3d or 36h, at most ten years"
          : "--rollout \(over.quoted) is neither a share such as 25% nor a period such as 3d")
    }
    guard let steps else { return .ramp(over: period) }
    guard let shares = Rollout.steps(steps.replacing("%", with: "")) else {
      throw ValidationError("--steps \(steps.quoted) are not growing percentages such as 1,5,25,100")
    }
    return .steps(shares, over: period)
  }

  private func share() throws -> Share? {
    if let rollout { return Self.share(rollout) }
    guard let percent else { return nil }
    if let share = Self.share(percent) { return share }
    throw ValidationError("--percent \(percent.quoted) is not a number from 0 to 100")
  }

  private static func share(_ text: String) -> Share? {
    Share(percent: text.last == "%" ? String(text.dropLast()) : text)
  }
}

extension Rollout {
  /// The options that ask for it.
  var options: [String] {
    switch self {
    case .share(let share): ["--percent", share.percent]
    case .ramp(let period): ["--over", "\(period)"]
    case .steps(let shares, let period):
      ["--over", "\(period)", "--steps", shares.map(\.percent).joined(separator: ",")]
    }
  }
}
