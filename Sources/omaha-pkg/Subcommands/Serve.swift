internal import ArgumentParser
internal import Catalog
internal import Foundation
internal import Omaha

/// `omaha-pkg serve FILE --version V`
struct Serve: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Offer one payload to whoever asks, until Ctrl-C.",
    discussion: """
      Makes a temporary repository and starts a web server that is installed: lighttpd or nginx with omaha-fcgi, else \
      busybox httpd with omaha-cgi. Every track and architecture is offered the payload. Prints the SERVER= line for \
      the machines' update.conf, then a line per check and download. Nothing is left behind.
      """)

  @Argument(help: ArgumentHelp("The payload.", valueName: "file"))
  var file: String?

  @Option(
    name: [.customLong("package-file")],
    help: ArgumentHelp("The payload, as serve-package has it.", visibility: .hidden))
  var packageFile: String?

  @Option(
    name: [.long, .customLong("package-version")], help: ArgumentHelp("The payload's version.", valueName: "v"))
  var version: Version

  @Option(
    name: [.long, .customLong("listen-address")],
    help: ArgumentHelp("Where to listen; without a host on every address.", valueName: "host:port"))
  var listen: ServeAddress = ServeAddress(host: "", port: 8000)

  @Option(help: ArgumentHelp("The app. (default: CoreOS and Flatcar)", valueName: "id"))
  var app = Serve.containerLinux

  @Option(
    help: ArgumentHelp("Use this web server: lighttpd, nginx or busybox. (default: the first found)", valueName: "name")
  )
  var webServer: WebServer?

  @Flag(help: "Serve a payload that is broken.")
  var force = false

  /// The application ID of CoreOS Container Linux and of Flatcar.
  private static let containerLinux = "e96281a6-d1af-4bde-9a0a-97b76e56dc57"

  func validate() throws {
    guard (file == nil) != (packageFile == nil) else { throw ValidationError("Give one payload: FILE") }
    guard ApplicationID(app) != nil else { throw ValidationError("--app \(app.quoted) is not an application ID") }
  }

  func run() throws {
    guard let path = file ?? packageFile, let app = ApplicationID(app) else { return }
    let frontDoor = try FrontDoor.find(webServer)
    let address = try listen.resolved()
    // A signal that comes while a large payload is being read ends the process at once, and the caretaker tidies up; not
    // before there is one.
    StopSignals.block()
    let site = try PackageSite()
    StopSignals.unblock()
    defer { site.remove() }
    try site.publish(path, app: app, version: version, allowingFaults: force)
    let stop = StopSignals()
    let session = try ServeSession(frontDoor: frontDoor, site: site, address: address)
    try session.run(until: stop) {
      print("SERVER=\(listen.url)/v1/update/")
      print(
        "offering \(version) of \(app.key) through \(frontDoor.server.rawValue); put the line above into update.conf")
      try StandardOutput.flush()
    }
  }
}
