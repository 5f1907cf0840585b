internal import ArgumentParser
internal import Catalog

/// What `--channel` accepts.
enum ChannelName {
  static func validate(_ name: String) throws {
    if let fault = Channel.fault(inName: name) { throw ValidationError("--channel \(fault)") }
  }
}
