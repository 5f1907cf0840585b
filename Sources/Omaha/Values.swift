/// A decimal number as the protocol writes it: digits, optionally behind a minus sign; nil for anything else and for what
/// does not fit.
func decimal<Number: FixedWidthInteger>(_ text: String) -> Number? {
  let bytes = text.utf8.span
  let isNegative = bytes.count > 0 && bytes[0] == UInt8(ascii: "-")
  let start = isNegative ? 1 : 0
  guard bytes.count > start else { return nil }
  var value: Number = 0
  for index in start..<bytes.count {
    guard isDigit(bytes[index]) else { return nil }
    let digit = Number(bytes[index] - UInt8(ascii: "0"))
    let (product, productOverflow) = value.multipliedReportingOverflow(by: 10)
    let (sum, sumOverflow) =
      isNegative ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
    guard !productOverflow, !sumOverflow else { return nil }
    value = sum
  }
  return value
}

/// A truth value as clients write it: `1` and `true`, `0` and `false`, the words in any case; nil for anything else.
func boolean(_ text: String) -> Bool? {
  switch text {
  case "1", "true": return true
  case "0", "false": return false
  default: break
  }
  guard text.utf8.count <= 5 else { return nil }
  switch text.lowercased() {
  case "true": return true
  case "false": return false
  default: return nil
  }
}
