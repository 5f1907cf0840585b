public import ArgumentParser
public import OmahaClient

extension ServerURL: ExpressibleByArgument {
  /// Reads an http or https URL.
  public init?(argument: String) { self.init(argument) }
}
