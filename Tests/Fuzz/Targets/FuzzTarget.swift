/// One door through which bytes come in from outside, and what must hold whatever they are.
///
/// Beside what a target checks, no input may end the process, read memory that it must not, or take long.
public protocol FuzzTarget: SendableMetatype {
  /// The name, which is also that of the directories of its seeds and cases.
  static var name: String { get }

  /// A target that has seen no input.
  init() throws

  /// Takes one input.
  ///
  /// - Throws: ``Violation`` when something does not hold.
  mutating func check(_ input: [UInt8]) throws
}

/// What did not hold.
public struct Violation: Error, Hashable, Sendable, CustomStringConvertible {
  /// The fault as a sentence without a full stop.
  public let description: String

  /// A violation.
  init(_ description: String) { self.description = description }
}

/// Throws a ``Violation`` unless the condition holds.
func require(_ condition: Bool, _ message: @autoclosure () -> String) throws {
  if !condition { throw Violation(message()) }
}

/// Every target.
public let fuzzTargets: [any FuzzTarget.Type] = [
  BundleTarget.self, CatalogTarget.self, GatewayTarget.self, GzipTarget.self, JournalTarget.self, PayloadTarget.self,
  RecordsTarget.self,
  RequestTarget.self, ResponseTarget.self, ServerTarget.self, TextTarget.self, TimeZoneTarget.self, VersionTarget.self,
  XMLTarget.self,
]
