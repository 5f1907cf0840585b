internal import ArgumentParser
internal import Catalog
internal import CatalogEditing

/// `omaha-pkg rollout --app ID --group G`
struct RolloutCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollout", abstract: "Say how much of a group gets a release, and how fast.",
    discussion: """
      --over grows from nobody to everybody from the moment of promotion; --steps makes it grow in steps, the first at \
      once, the last when the time is over. Whoever is offered a release stays so while the share grows.
      """)

  @Option(help: ArgumentHelp("The group; may be repeated.", valueName: "name"))
  var group: [String]

  @Option(help: ArgumentHelp("A share that is fixed, such as 25 or 0.5.", valueName: "p"))
  var percent: String?

  @Option(help: ArgumentHelp("A time, such as P3D or PT36H.", valueName: "period"))
  var over: String?

  @Option(help: ArgumentHelp("Growing percentages, such as 1,5,25,100.", valueName: "list"))
  var steps: String?

  @Flag(help: "Offer to the whole group at once.")
  var remove = false

  @OptionGroup var editOptions: EditOptions

  func validate() throws {
    let count = [percent != nil, over != nil, remove].count { $0 }
    guard count == 1 else { throw ValidationError("Give one of --percent, --over and --remove") }
    if steps != nil, over == nil { throw ValidationError("--steps needs --over") }
    _ = try rollout()
  }

  /// What was asked for; nil to remove it.
  private func rollout() throws -> Rollout? {
    if let percent {
      guard let share = Share(percent: percent) else {
        throw ValidationError("--percent \(percent.quoted) is not a number from 0 to 100")
      }
      return .share(share)
    }
    guard let over else { return nil }
    guard let period = Period(over) else {
      throw ValidationError("--over \(over.quoted) is not a period such as P3D or PT36H, at most ten years")
    }
    guard let steps else { return .ramp(over: period) }
    guard let shares = Rollout.steps(steps) else {
      throw ValidationError("--steps \(steps.quoted) are not growing percentages such as 1,5,25,100")
    }
    return .steps(shares, over: period)
  }

  func run() throws {
    let rollout = try rollout()
    try editOptions.edit { editor in
      let words = rollout.map { "is rolled out to: \($0)" } ?? "gets releases at once"
      return EditReport(
        try group.unique.map { group in
          try editor.require(group: group)
          let isChanged = try editor.setRollout(rollout, of: group)
          return "group \(group.escaped) \(words)\(isChanged ? "" : ", already")"
        })
    }
  }
}
