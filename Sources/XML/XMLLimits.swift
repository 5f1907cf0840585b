/// How much of a document the parser reads before it gives up.
///
/// Hostile documents are answered with an ``XMLError`` of a fixed cost, never with memory or time that grows with what
/// they claim.
public struct XMLLimits: Hashable, Sendable {
  /// The bytes that every document may have that is read from outside: requests, `app.xml` and release files.
  public static let standardSize = 1 << 20

  /// Bytes of one document, 1 or more.
  public let maximumSize: Int

  /// Open elements at any moment, the root included.
  public let maximumDepth: Int

  /// Elements of one document.
  public let maximumElements: Int

  /// Attributes of one element, and declarations of namespaces of one document.
  ///
  /// libxml2 compares every attribute of an element with every other, so a start tag of a megabyte would cost seconds.
  public let maximumAttributes: Int

  /// The defaults hold the largest Omaha request that is answered (1 MiB, 1,000 apps) with room to spare.
  public init(
    maximumSize: Int = XMLLimits.standardSize,
    maximumDepth: Int = 32,
    maximumElements: Int = 50_000,
    maximumAttributes: Int = 256
  ) {
    self.maximumSize = maximumSize
    self.maximumDepth = maximumDepth
    self.maximumElements = maximumElements
    self.maximumAttributes = maximumAttributes
  }
}
