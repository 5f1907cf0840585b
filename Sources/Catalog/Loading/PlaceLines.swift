/// Where in `app.xml` things stand that errors and warnings point to.
///
/// A list and no dictionary: it is only searched when something is wrong, and a process that answers one request is spared
/// the preparation of a dictionary's types.
struct PlaceLines {
  private var entries: [(place: AppReader.Place, line: Int)] = []

  /// The line of a place, nil when it was not noted. What is noted again stays where it was first.
  subscript(place: AppReader.Place) -> Int? {
    get {
      for entry in entries where entry.place == place { return entry.line }
      return nil
    }
    set {
      if let newValue { entries.append((place, newValue)) }
    }
  }
}
