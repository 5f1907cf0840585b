internal import Catalog
internal import Console
internal import Glibc
internal import Omaha
internal import OmahaClient
internal import OmahaCurl
internal import Payload

/// The server that is copied.
struct MirrorSource {
  let server: ServerURL
  let app: ApplicationID
  /// The only version that is wanted; nil for what is on offer.
  let version: Version?
  /// The further files that are wanted; nil for all.
  let extras: Set<String>?
  let options: CurlOptions
  let retries: Int

  /// Answers of one after the other, each with more floors. Nebraska has five in an answer.
  private static let mostAnswers = 20
  /// What Nebraska's syncer calls itself.
  private static let program = "CoreOSUpdateEngine-0.1.0.0"
  /// What runs on a machine that has nothing. Semantic versions have three numbers, which is all that Nebraska reads.
  private static let nothing = "0.0.0"

  /// What the server offers on a channel for an architecture, floors first; empty when it offers nothing.
  func offer(channel: String, _ architecture: Architecture) throws -> MirrorOffer {
    var client = ClientApp(id: app.text, version: Self.nothing, track: channel)
    client.multiManifestOK = true
    client.targetVersionPrefix = version.flatMap { TargetVersionPrefix($0.text + "$") }
    var releases: [OfferedRelease] = []
    var target: ReleaseKey?
    for _ in 0..<Self.mostAnswers {
      guard case .update(let offer) = try check(client, identity(channel, architecture), architecture) else { break }
      let before = releases.count
      for manifest in offer.result.manifests {
        let release = try OfferedRelease(
          manifest, codebases: offer.result.codebases, of: app, architecture, from: server, options, extras: extras)
        if !releases.contains(where: { $0.key == release.key }) { releases.append(release) }
      }
      if let found = offer.result.target {
        target = ReleaseKey(version: found.version, architecture: architecture)
        break
      }
      // There are more floors, and the next answer has them.
      guard let last = releases.last, releases.count > before else { break }
      client.version = last.key.version
    }
    return try wanted(of: MirrorOffer(releases: releases, target: target))
  }

  /// Names the mirror to the server, otherwise for each channel and architecture, as Nebraska's syncer does: a server that knows its machines
  /// shall neither take one for another nor this host, which may be a machine of its own, for any of them. From the host's ID, so that an
  /// hourly mirror is no new machine every hour, and hashed, since strangers are not to have that (machine-id(5)).
  private func identity(_ channel: String, _ architecture: Architecture) -> String {
    let host = ClientMachine.current().id ?? "\(UInt64.random(in: 0...UInt64.max))"
    return String(
      PayloadDigester.sha256Hex(of: Array("omaha-pkg mirror\n\(host)\n\(app.key)\n\(channel)\n\(architecture)".utf8))
        .prefix(32))
  }

  private func check(_ app: ClientApp, _ identity: String, _ architecture: Architecture) throws -> UpdateDecision {
    let client = UpdateClient(
      server: server, machine: ClientMachine(id: identity, system: Self.system(architecture, app.version ?? "")),
      name: Self.program, transport: CurlTransport(options: options))
    var backoff = Backoff(retries: retries)
    while true {
      let answer = waiting { () async -> Result<UpdateDecision, ClientError> in
        do throws(ClientError) { return .success(try await client.look(for: app)) } catch { return .failure(error) }
      }
      switch answer {
      case .success(let decision)?: return decision
      case .failure(let error)? where error.isPassing && backoff.wait(error.retryAfter): continue
      case .failure(let error)?: throw error.failure
      case nil: throw ClientError.noApp.failure
      }
    }
  }

  /// The operating system, as Nebraska's syncer tells it: the word for arm64 is `arm`, and `sp` always ends alike.
  private static func system(_ architecture: Architecture, _ version: String) -> OperatingSystem {
    switch architecture {
    case .amd64:
      OperatingSystem(platform: "CoreOS", version: "Chateau", servicePack: "\(version)_x86_64", architecture: "x64")
    case .arm64:
      OperatingSystem(platform: "CoreOS", version: "Chateau", servicePack: "\(version)_x86_64", architecture: "arm")
    case .x86:
      OperatingSystem(platform: "CoreOS", version: "Chateau", servicePack: "\(version)_x86", architecture: "x86")
    // A platform CoreOS has no 32-bit ARM.
    case .arm: OperatingSystem(platform: "Linux", servicePack: version, architecture: "armhf")
    case .all: OperatingSystem(platform: "Linux", servicePack: version)
    }
  }

  /// What is offered up to the version that is wanted.
  private func wanted(of offer: MirrorOffer) throws -> MirrorOffer {
    guard let version else { return offer }
    guard let index = offer.releases.firstIndex(where: { $0.version.text == version.text }) else {
      let others = offer.releases.last.map { "; it offers \($0.version)" } ?? ""
      throw CommandFailure("the server does not offer \(version)\(others)", exitCode: CommandFailure.checkFailed)
    }
    return MirrorOffer(releases: Array(offer.releases[...index]), target: offer.releases[index].key)
  }
}

/// What a server offers on a channel for an architecture.
struct MirrorOffer {
  /// Floors first.
  let releases: [OfferedRelease]
  /// What the channel is to point to; nil when nothing is offered, or only floors.
  let target: ReleaseKey?
}

extension ClientError {
  /// Whether trying again may help.
  fileprivate var isPassing: Bool {
    switch self {
    case .transport(let error): error.kind == .unreachable
    case .lostByRedirect(_, let error): error.isPassing
    case .status(let status, _): [408, 429, 500, 502, 503, 504].contains(status)
    default: false
    }
  }

  /// Seconds that the server wants to be left alone for; nil when it does not say.
  fileprivate var retryAfter: Int? {
    switch self {
    case .status(_, let seconds): seconds
    case .lostByRedirect(_, let error): error.retryAfter
    default: nil
    }
  }

  fileprivate var failure: CommandFailure {
    switch self {
    case .transport(let error): error.commandFailure
    case .status, .lostByRedirect: CommandFailure("\(self)".escaped, exitCode: CommandFailure.unavailable)
    default: CommandFailure("\(self)".escaped, exitCode: CommandFailure.checkFailed)
    }
  }
}
