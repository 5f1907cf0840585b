package import Catalog

extension MachineList {
  /// The name of the file in which omaha-pkg keeps a group's list: `lab.txt`, `lab-2.txt` where that is taken.
  ///
  /// A group may be called anything that prints, a file may not.
  static func fileName(ofGroup group: String, number: Int) -> String {
    var base = String(String.UnicodeScalarView(group.unicodeScalars.map { isPlain($0) ? $0 : "_" }).prefix(100))
    if base.hasPrefix(".") || base.hasPrefix("-") { base = "_" + base.dropFirst() }
    return number < 2 ? "\(base).txt" : "\(base)-\(number).txt"
  }

  /// Whether a file has one of the names in which omaha-pkg keeps a group's list.
  static func isFileName(_ name: String, ofGroup group: String) -> Bool {
    if name == fileName(ofGroup: group, number: 1) { return true }
    let number = name.split(separator: "-").last?.split(separator: ".").first.flatMap { Int($0) }
    return number.map { $0 > 1 && name == fileName(ofGroup: group, number: $0) } ?? false
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII
      && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || [".", "_", "-"].contains(scalar))
  }

  /// How many machines this list has that another has not.
  package func count(without other: MachineList?) -> Int {
    guard let other else { return count }
    return Set(numbers).subtracting(other.numbers).count + others.subtracting(other.others).count
  }
}

/// What becomes of a list of machines beside `app.xml`.
public struct ListChange: Hashable, Sendable {
  /// Where a list comes from.
  public enum Source: Hashable, Sendable {
    /// From the operator's file at a path.
    case file(String)
    /// From the history, by an undo.
    case history
    /// From a bundle, with the policy that names it.
    case bundle
  }

  /// Where it comes from.
  public let source: Source
  /// The name of the file beside `app.xml`.
  public let name: String
  /// How many machines are on it that were not on the list before.
  public let added: Int
  /// How many machines were on the list before and are not on it.
  public let removed: Int
}
