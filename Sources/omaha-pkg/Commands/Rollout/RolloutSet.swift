internal import ArgumentParser
internal import Catalog

/// `omaha-pkg rollout set --app ID --group G`
struct RolloutSet: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Say how much of a group gets a release, and how fast.",
    discussion: """
      --over grows from nobody to everybody from the moment of promotion; --steps makes it grow in steps, the first at \
      once, the last when the time is over. A machine that is offered a release stays so while the share grows.
      """,
    aliases: ["add"])

  @OptionGroup var appOptions: AppOptions
  @OptionGroup var groupOptions: GroupNameOptions

  @Option(help: ArgumentHelp("A share that is fixed, such as 25 or 0.5.", valueName: "p"))
  var percent: String?

  @Option(help: ArgumentHelp("A time, such as P3D or PT36H.", valueName: "period"))
  var over: String?

  @Option(help: ArgumentHelp("Growing percentages, such as 1,5,25,100.", valueName: "list"))
  var steps: String?

  @OptionGroup var editOptions: EditOptions

  func validate() throws {
    guard (percent != nil) != (over != nil) else { throw ValidationError("Give one of --percent and --over") }
    if steps != nil, over == nil { throw ValidationError("--steps needs --over") }
    _ = try rollout()
  }

  private func rollout() throws -> Rollout {
    if let percent {
      guard let share = Share(percent: percent) else {
        throw ValidationError("--percent \(percent.quoted) is not a number from 0 to 100")
      }
      return .share(share)
    }
    guard let over, let period = Period(over) else {
      throw ValidationError("--over \((over ?? "").quoted) is not a period such as P3D or PT36H, at most ten years")
    }
    guard let steps else { return .ramp(over: period) }
    guard let shares = Rollout.steps(steps) else {
      throw ValidationError("--steps \(steps.quoted) are not growing percentages such as 1,5,25,100")
    }
    return .steps(shares, over: period)
  }

  func run() throws {
    let rollout = try rollout()
    try editOptions.edit(appOptions) { try RolloutEditing(groups: groupOptions.group).set(rollout, in: &$0) }
  }
}
