internal import ArgumentParser
internal import Fleet

/// `--fleet` and `--database`: where to read what is known.
struct ReadingOptions: ParsableArguments {
  @OptionGroup var fleetOptions: FleetOptions
  @OptionGroup var databaseOptions: DatabaseOptions

  /// Opens the database to read it.
  func reader() throws -> FleetReader {
    try FleetReader(databaseOptions.location(fleet: fleetOptions.folder))
  }
}
