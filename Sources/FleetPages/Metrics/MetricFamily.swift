/// A metric: its name, what it means, and its values.
struct MetricFamily: Hashable {
  /// What can be done with the values.
  enum Kind: String {
    /// It goes up and down.
    case gauge
    /// It only goes up, until it begins again at 0.
    case counter
    /// How often something took how long.
    case histogram
  }

  /// One value.
  struct Sample: Hashable {
    /// What the name ends with beyond the family's, such as `_bucket`.
    var suffix = ""
    var labels: [Label] = []
    let value: String
  }

  /// The name without a counter's `_total`.
  let name: String
  let kind: Kind
  /// One sentence.
  let help: String
  private(set) var samples: [Sample] = []

  /// A metric without values.
  init(_ name: String, _ kind: Kind, _ help: String) {
    self.name = name
    self.kind = kind
    self.help = help
  }

  /// Adds a value.
  mutating func add(_ value: some BinaryInteger, _ labels: [Label] = []) {
    samples.append(Sample(suffix: kind == .counter ? "_total" : "", labels: labels, value: String(value)))
  }

  /// Adds a value.
  mutating func add(_ value: Double, _ labels: [Label] = []) {
    samples.append(Sample(suffix: kind == .counter ? "_total" : "", labels: labels, value: "\(value)"))
  }

  /// Adds a part of a histogram.
  mutating func add(_ suffix: String, _ value: String, _ labels: [Label] = []) {
    samples.append(Sample(suffix: suffix, labels: labels, value: value))
  }
}

/// `name="value"`
struct Label: Hashable {
  let name: StaticString
  let value: LabelValue

  init(_ name: StaticString, _ value: LabelValue) {
    self.name = name
    self.value = value
  }

  static func == (left: Label, right: Label) -> Bool {
    left.name.description == right.name.description && left.value == right.value
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(name.description)
    hasher.combine(value)
  }
}
