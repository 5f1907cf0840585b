/// Where in `app.xml` things stand that errors and warnings point to.
///
/// A list and no dictionary, because of what omaha-cgi's start costs (OmahaCGI.swift): it is only searched when something is wrong.
package struct SourceLines {
  private var entries: [(location: AppDefinition.Location, line: Int)] = []

  /// Notes the line of a location. What is noted again stays where it was first.
  mutating func note(_ location: AppDefinition.Location, _ line: Int) { entries.append((location, line)) }

  /// The line of every location that was noted.
  package var byLocation: [AppDefinition.Location: Int] {
    Dictionary(entries.map { ($0.location, $0.line) }, uniquingKeysWith: { first, _ in first })
  }
}
