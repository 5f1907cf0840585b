internal import XML

// `<rollout percent="25"/>` or `<rollout over="P3D" steps="1,5,25,100"/>` of a group.

extension AppReader {
  mutating func readRollout(_ element: XMLElement) -> Rollout? {
    var share: Share?
    var period: Period?
    var steps: [Share]?
    var seen: [String] = []
    for attribute in element.attributes {
      let value = attribute.value
      seen.append(attribute.name)
      switch attribute.name {
      case "percent":
        share = Share(percent: value)
        if share == nil { diagnostics.add("percent \(value.quoted) is not a number from 0 to 100", at: element) }
      case "over":
        period = Period(value)
        if period == nil {
          diagnostics.add("over \(value.quoted) is not a period such as P3D or PT36H, at most ten years", at: element)
        }
      case "steps":
        steps = Rollout.steps(value)
        if steps == nil {
          diagnostics.add("steps \(value.quoted) are not growing percentages such as 1,5,25,100", at: element)
        }
      default: diagnostics.unexpected(attribute, of: element)
      }
    }
    diagnostics.refuseContent(of: element)
    guard seen.contains("percent") != seen.contains("over") else {
      diagnostics.add("<rollout> has either percent or over", at: element)
      return nil
    }
    if seen.contains("steps"), seen.contains("percent") {
      diagnostics.add("<rollout> has steps without over", at: element)
    }
    if let share { return .share(share) }
    guard let period else { return nil }
    return steps.map { .steps($0, over: period) } ?? .ramp(over: period)
  }
}

extension Rollout {
  /// What `app.xml` has for it.
  package var attributes: ElementAttributes {
    switch self {
    case .share(let share): ["percent": share.percent, "over": nil, "steps": nil]
    case .ramp(let period): ["percent": nil, "over": "\(period)", "steps": nil]
    case .steps(let steps, let period):
      ["percent": nil, "over": "\(period)", "steps": steps.map(\.percent).joined(separator: ",")]
    }
  }
}
