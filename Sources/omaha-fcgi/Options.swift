internal import Catalog
internal import FastCGI
internal import Gateway

/// The command line of omaha-fcgi, read strictly: an option that is unknown, repeated or without its value is an error.
///
/// Written by hand because the usual argument parser links Foundation, which a server of a few megabytes can do without.
struct Options: Hashable, Sendable {
  var root = Repository.standardRoot
  /// nil: the inherited socket.
  var address: ListenAddress?
  var access = SocketAccess()
  /// Whether no other process listens on the inherited socket.
  var isExclusive = false
  /// nil: as many as there are processors, at least 2.
  var threads: Int?
  var baseURL: String?
  /// nil: standard error.
  var log: String?
  var logFormat = LogFormat.logfmt
  /// The folder of the journal's folder; nil keeps no check-ins.
  var fleet: String?
  /// Whether it keeps the addresses of clients.
  var keepsAddresses = true

  /// What a command line asks for.
  enum Request: Hashable {
    case serve(Options)
    case help
    case version
  }

  /// A command line that cannot be followed, in one line.
  struct Fault: Error, Hashable, CustomStringConvertible {
    let description: String
  }

  /// - Parameters:
  ///   - arguments: without the program's name.
  ///   - environment: the value of an environment variable.
  static func read(_ arguments: [String], environment: (String) -> String?) throws(Fault) -> Request {
    var options = Options()
    if let root = environment("OMAHA_ROOT"), !root.isEmpty { options.root = root }
    if let baseURL = environment("OMAHA_BASE_URL"), !baseURL.isEmpty { options.baseURL = baseURL }
    if let fleet = environment("OMAHA_FLEET"), !fleet.isEmpty { options.fleet = fleet }
    if let text = environment("OMAHA_FLEET_ADDRESSES"), !text.isEmpty {
      guard text == "yes" || text == "no" else {
        throw Fault(description: "OMAHA_FLEET_ADDRESSES is neither yes nor no: \(text)")
      }
      options.keepsAddresses = text == "yes"
    }
    if let format = environment("OMAHA_LOG_FORMAT"), !format.isEmpty {
      options.logFormat = try logFormat(format, of: "OMAHA_LOG_FORMAT")
    }

    var seen: Set<String> = []
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--help" || argument == "-h" { return .help }
      if argument == "--version" { return .version }
      if argument == "--exclusive" || argument == "--no-addresses" {
        guard seen.insert(argument).inserted else { throw Fault(description: "\(argument) is given twice") }
        if argument == "--exclusive" { options.isExclusive = true } else { options.keepsAddresses = false }
        continue
      }
      let name: String
      let value: String
      if argument.hasPrefix("--"), let equals = argument.firstIndex(of: "=") {
        name = String(argument[..<equals])
        value = String(argument[argument.index(after: equals)...])
        guard names.contains(name) else { throw Fault(description: "unknown option \(name)") }
      } else {
        name = argument
        guard names.contains(name) else {
          throw Fault(description: argument.hasPrefix("-") ? "unknown option \(name)" : "unexpected argument \(name)")
        }
        guard let next = rest.popFirst() else { throw Fault(description: "\(name) needs a value") }
        value = next
      }
      guard seen.insert(name).inserted else { throw Fault(description: "\(name) is given twice") }
      guard !value.isEmpty else { throw Fault(description: "\(name) needs a value") }
      try options.set(name, to: value)
    }
    if !options.isUnixSocket, let name = seen.sorted().first(where: { $0.hasPrefix("--socket-") }) {
      throw Fault(description: "\(name) needs --socket with a path")
    }
    if options.isExclusive, options.address != nil {
      throw Fault(description: "--exclusive is for an inherited socket, not with --socket")
    }
    return .serve(options)
  }

  private static let names: Set = [
    "--root", "--socket", "--socket-mode", "--socket-owner", "--socket-group", "--threads", "--base-url", "--log",
    "--log-format", "--fleet",
  ]

  private static func logFormat(_ text: String, of name: String) throws(Fault) -> LogFormat {
    guard let format = LogFormat(rawValue: text) else {
      throw Fault(description: "\(name) is neither logfmt nor json: \(text)")
    }
    return format
  }

  private var isUnixSocket: Bool {
    if case .path? = address { true } else { false }
  }

  private mutating func set(_ name: String, to value: String) throws(Fault) {
    switch name {
    case "--root": root = value
    case "--base-url": baseURL = value
    case "--log": log = value
    case "--log-format": logFormat = try Self.logFormat(value, of: name)
    case "--fleet": fleet = value
    case "--socket-owner": access.owner = value
    case "--socket-group": access.group = value
    case "--socket":
      guard let address = ListenAddress(value) else {
        throw Fault(description: "--socket is neither a path nor HOST:PORT: \(value)")
      }
      self.address = address
    case "--socket-mode":
      guard let mode = UInt16(value, radix: 8), mode <= 0o777, !value.hasPrefix("+") else {
        throw Fault(description: "--socket-mode is not an octal mode like 0660: \(value)")
      }
      access.mode = mode
    default:
      guard let threads = Int(value), (1...1024).contains(threads) else {
        throw Fault(description: "--threads is not a number from 1 to 1024: \(value)")
      }
      self.threads = threads
    }
  }
}
