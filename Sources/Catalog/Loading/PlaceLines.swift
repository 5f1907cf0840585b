/// Where in `app.xml` things stand that errors and warnings point to.
///
/// A list and no dictionary, because of what omaha-cgi's start costs (OmahaCGI.swift): it is only searched when something is wrong.
package struct PlaceLines {
  private var entries: [(place: AppDefinition.Place, line: Int)] = []

  /// Notes the line of a place. What is noted again stays where it was first.
  mutating func note(_ place: AppDefinition.Place, _ line: Int) { entries.append((place, line)) }

  /// The line of every place that was noted.
  package var byPlace: [AppDefinition.Place: Int] {
    Dictionary(entries.map { ($0.place, $0.line) }, uniquingKeysWith: { first, _ in first })
  }
}
