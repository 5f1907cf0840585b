extension RequestName.Kind {
  /// Whether a value without the white space around it is spelled as the encoder would, and has a meaning.
  func isAsWritten(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
    switch self {
    case .text, .echoed: true
    case .number(let least): unsafe isPlainNumber(value) && (least == .min || (decimal(value) ?? .min) >= least)
    case .bit, .digit: unsafe value.count == 1 && boolean(value) != nil
    case .eventType:
      unsafe isPlainNumber(value) && decimal(value).map { EventType(rawValue: $0).name != nil } == true
    case .eventResult:
      unsafe isPlainNumber(value) && decimal(value).map { EventResult(rawValue: $0).name != nil } == true
    case .flag: unsafe isPlainFlag(value)
    // Looked at in full: few clients have one.
    case .versionPrefix: false
    }
  }

  /// The encoder's spelling of a value; nil when it is malformed.
  func spelling(of value: String) -> String? {
    switch self {
    case .text, .echoed: return value
    case .number(let least): return number(value, from: least, through: .max)
    case .bit: return number(value, from: 0, through: 1)
    case .eventType, .eventResult: return number(value, from: .min, through: .max)
    case .flag, .digit: return boolean(trimmed(value)).map(spelling)
    case .versionPrefix: return TargetVersionPrefix(trimmed(value)) == nil ? nil : value
    }
  }

  private func number(_ value: String, from least: Int64, through greatest: Int64) -> String? {
    guard let number: Int64 = decimal(trimmed(value)), number >= least, number <= greatest else { return nil }
    return String(number)
  }

  /// How a truth value is spelled.
  func spelling(_ flag: Bool) -> String { self == .digit ? (flag ? "1" : "0") : (flag ? "true" : "false") }

  /// Whether the protocol gives a valid value a meaning. A number without one is kept.
  func hasMeaning(_ spelling: String) -> Bool {
    switch self {
    case .eventType: decimal(spelling).map { EventType(rawValue: $0).name != nil } == true
    case .eventResult: decimal(spelling).map { EventResult(rawValue: $0).name != nil } == true
    default: true
    }
  }
}
