package import Catalog

extension GroupReport {
  /// The plan of the rollout for people: `over 3 days`.
  package var rolloutText: String? {
    rollout.map { plan in
      plan.split(separator: " ").map { Period(String($0))?.text ?? String($0) }.joined(separator: " ")
    }
  }
}

extension Period {
  /// `3 days`, `1 day 12 hours`.
  package var text: String {
    var rest = Int(clamping: seconds)
    var parts: [String] = []
    for (unit, size) in [("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)] where rest >= size {
      parts.append(quantity(rest / size, unit))
      rest %= size
    }
    return parts.joined(separator: " ")
  }
}
