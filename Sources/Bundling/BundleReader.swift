internal import Catalog
internal import CatalogEditing
internal import Omaha
internal import Payload

/// Reads a bundle from front to end, and refuses everything that a bundle does not have: what an entry is called, how long it is and
/// which bytes it has is known before it comes, from the list of hashes and then from the releases.
package final class BundleReader {
  /// What is known of who made the bundle.
  package enum Signature: String, Sendable {
    /// It was made with the key that was given.
    case valid
    /// There is one, and no key to check it with.
    case unchecked
    /// There is none.
    case none
  }

  /// What is known of who made the bundle.
  package let signature: Signature
  private let manifest: BundleManifest
  private let input: BundleInput
  /// The entries that have not come yet.
  private var rest: ArraySlice<BundleManifest.Entry>
  /// A header that was read before it was due.
  private var pending: TarHeader?

  /// Reads the list of hashes, and checks its signature before it looks at what the list says.
  ///
  /// - Parameter key: When given, the signature has to be valid.
  package init(_ input: BundleInput, key: BundlePublicKey?) throws(BundleError) {
    self.input = input
    guard let first = try Self.header(input), first.path == BundlePath.manifest else {
      throw BundleError(
        .invalid("does not begin with \(BundlePath.manifest), so it is no bundle of omaha-pkg export"), path: input.path
      )
    }
    let bytes = try Self.content(of: first, atMost: UInt64(BundleLimits.manifest), input)
    var next = try Self.header(input)
    var signature: Signature = .none
    if let second = next, second.path == BundlePath.signature {
      guard second.size == 64 else {
        throw BundleError(
          .invalid("has a signature of \(second.size) bytes, and one of Ed25519 has 64"), path: input.path)
      }
      let signed = try Self.content(of: second, atMost: 64, input)
      if let key {
        guard key.verifies(signed, of: bytes) else {
          throw BundleError(
            .signature("is not signed with this key, or was changed after it was signed"), path: input.path)
        }
        signature = .valid
      } else {
        signature = .unchecked
      }
      next = try Self.header(input)
    } else if key != nil {
      throw BundleError(.signature("is not signed, and --public-key asks for a signature"), path: input.path)
    }
    self.signature = signature
    do throws(BundleFault) { manifest = try BundleManifest(bytes) } catch {
      throw BundleError(.invalid(error.text), path: input.path)
    }
    rest = manifest.entries[...]
    pending = next
  }

  /// Reads releases and policies, and checks them and every name in the list of hashes against each other: afterwards it is known
  /// which payloads come.
  package func contents() throws(BundleError) -> BundleContents {
    var releases: [(file: ReleaseFile, bytes: [UInt8])] = []
    var policies: [(app: ApplicationID, text: [UInt8])] = []
    var floors: [(app: ApplicationID, text: [UInt8])] = []
    var lists: [String: [(name: String, bytes: [UInt8])]] = [:]
    var left = UInt64(BundleLimits.catalog)
    while let entry = rest.first, !entry.path.isPayload {
      let header = try nextHeader(for: entry)
      let limit =
        switch entry.path {
        case .list: MachineList.maximumSize
        default: AppDefinition.maximumSize
        }
      let bytes = try Self.content(of: header, atMost: min(left, UInt64(limit)), input)
      left -= UInt64(bytes.count)
      guard PayloadDigester.sha256Hex(of: bytes) == entry.sha256 else { throw mismatch(entry.path) }
      pending = try Self.header(input)
      switch entry.path {
      case .policy(let app): policies.append((app, bytes))
      case .list(let app, let name): lists[app.key, default: []].append((name, bytes))
      case .release(let app, let key): releases.append((try release(bytes, entry.path, app, key), bytes))
      case .floors(let app): floors.append((app, bytes))
      case .payload: break
      }
      rest = rest.dropFirst()
    }
    if let stray = lists.keys.first(where: { key in !policies.contains { $0.app.key == key } }) {
      throw invalid("has a list of machines of \(stray) without its app.xml")
    }
    for (app, _) in floors where !releases.contains(where: { $0.file.appID.key == app.key }) {
      throw invalid("has floors of \(app.key) and no release of it")
    }
    let payloads = try payloads(of: releases.map(\.file))
    let held = Set(payloads.map { BundlePath.release($0.app, $0.key) })
    return BundleContents(
      releases: releases.map { file, bytes in
        BundleContents.Release(
          file: file, bytes: bytes, hasPayload: held.contains(.release(file.appID, file.key)))
      },
      policies: policies.map { ($0.app, BundleContents.Policy(text: $0.text, lists: lists[$0.app.key] ?? [])) },
      floors: floors, payloads: payloads)
  }

  private func release(
    _ bytes: [UInt8], _ path: BundlePath, _ app: ApplicationID, _ key: ReleaseKey
  ) throws(BundleError) -> ReleaseFile {
    let file: ReleaseFile
    do throws(CatalogErrors) {
      file = try ReleaseFile(bytes, named: path.text, of: app)
    } catch {
      throw invalid("has a release that no server would load\n\(error)")
    }
    guard file.key == key else { throw invalid("has another release in \(path.text.quoted) than its name says") }
    return file
  }

  /// The payloads that are to come, in the order of the list, which names those of the releases and no others.
  private func payloads(of releases: [ReleaseFile]) throws(BundleError) -> [BundleContents.Payload] {
    var promised: [BundlePath: BundleContents.Payload] = [:]
    for release in releases {
      for (index, package) in release.manifest.packages.enumerated() {
        promised[.payload(release.appID, release.key, package.name)] = BundleContents.Payload(
          app: release.appID, key: release.key, package: package, isMain: index == 0)
      }
    }
    var payloads: [BundleContents.Payload] = []
    for entry in rest {
      guard let payload = promised.removeValue(forKey: entry.path) else {
        throw invalid("has \(entry.path.text.quoted), which no release in it names")
      }
      guard payload.package.sha256?.lowercased() == entry.sha256 else {
        throw invalid("lists another hash of \(entry.path.text.quoted) than its release says")
      }
      payloads.append(payload)
    }
    for release in releases {
      let missing = release.manifest.packages.filter { promised[.payload(release.appID, release.key, $0.name)] != nil }
      // All files of a release that is served from elsewhere may be there only.
      if missing.isEmpty || missing.count == release.manifest.packages.count && release.isElsewhere { continue }
      throw invalid(
        "has no \(missing[0].name.quoted), which its release \(release.key.fileName) of \(release.appID.key) names")
    }
    return payloads
  }

  /// Reads the next payload and compares size and hashes with its release.
  ///
  /// The SHA-1 is compared only where nobody vouches for the release. A valid signature says that its file is that of the repository which the
  /// bundle comes from, and the SHA-256 that the payload is; a second hash of every byte would take half of the import's time to find a release
  /// that was wrong there.
  ///
  /// - Parameters:
  ///   - payload: One of ``BundleContents/payloads``, in their order.
  ///   - progress: Told how many bytes of it were read.
  ///   - sink: Called with each piece.
  package func read(
    _ payload: BundleContents.Payload, progress: (UInt64) -> Void,
    to sink: (ArraySlice<UInt8>) throws(BundleError) -> Void
  ) throws(BundleError) {
    guard let entry = rest.first else { throw invalid("has no more payloads") }
    let header = try nextHeader(for: entry)
    guard header.size == payload.package.size else {
      throw invalid("has \(header.size) bytes of \(header.path.quoted), and the release says \(payload.package.size)")
    }
    let isVouchedFor = signature == .valid
    let digester = PayloadDigester(hashesSHA1: !isVouchedFor)
    var left = header.size
    while left > 0 {
      let piece = try input.next(atMost: left)
      if piece.isEmpty { throw Self.cutOff(input) }
      left -= UInt64(piece.count)
      digester.update(piece)
      try sink(piece)
      progress(header.size - left)
    }
    let digest = digester.finish()
    guard digest.sha256Hex == entry.sha256 else { throw mismatch(entry.path) }
    guard isVouchedFor || digest.sha1Base64 == payload.package.sha1 else {
      throw invalid("has a release with a SHA-1 that is not that of \(entry.path.text.quoted)")
    }
    try Self.skipPadding(header.size, input)
    pending = try Self.header(input)
    rest = rest.dropFirst()
  }

  /// Reads the end: two empty blocks, and nothing but zeros behind them.
  package func finish() throws(BundleError) {
    if let entry = rest.first { throw invalid("has no \(entry.path.text.quoted), which its list of hashes names") }
    if let header = pending { throw invalid("has \(header.path.quoted), which its list of hashes does not name") }
    // The first of the two blocks is read already.
    let second = try input.bytes(TarHeader.blockSize)
    guard second.count == TarHeader.blockSize else { throw Self.cutOff(input) }
    var zeros = 0
    var piece = second[...]
    while !piece.isEmpty {
      zeros += piece.count
      guard piece.allSatisfy({ $0 == 0 }), zeros <= BundleLimits.padding else {
        throw invalid("has something behind its end")
      }
      piece = try input.next(atMost: .max)
    }
  }

  // MARK: Entries

  /// The header of an entry, which has to be the next one.
  private func nextHeader(for entry: BundleManifest.Entry) throws(BundleError) -> TarHeader {
    guard let header = pending else {
      throw invalid("has no \(entry.path.text.quoted), which its list of hashes names")
    }
    guard header.path == entry.path.text else {
      throw invalid("has \(header.path.quoted) where its list of hashes has \(entry.path.text.quoted)")
    }
    return header
  }

  private func invalid(_ text: String) -> BundleError { BundleError(.invalid(text), path: input.path) }

  private func mismatch(_ path: BundlePath) -> BundleError {
    invalid("is damaged or was changed: \(path.text.quoted) has another hash than is listed")
  }

  private static func cutOff(_ input: BundleInput) -> BundleError {
    BundleError(.invalid("is cut off: it ends at byte \(input.position)"), path: input.path)
  }

  /// The header of the next file; nil at the first block of the end.
  private static func header(_ input: BundleInput) throws(BundleError) -> TarHeader? {
    var records: [UInt8]?
    while true {
      let bytes = try input.bytes(TarHeader.blockSize)
      guard bytes.count == TarHeader.blockSize else { throw cutOff(input) }
      let block: TarHeader.Block
      do throws(BundleFault) { block = try TarHeader.read(bytes) } catch { throw error.error(input) }
      switch block {
      case .end where records == nil: return nil
      case .end: throw BundleFault("has a pax header without a file").error(input)
      case .pax where records != nil: throw BundleFault("has two pax headers of one file").error(input)
      case .pax(let size):
        let content = try input.bytes(size)
        guard content.count == size else { throw cutOff(input) }
        try skipPadding(UInt64(size), input)
        records = content
      case .file(var header):
        guard let records else { return header }
        do throws(BundleFault) { try header.apply(pax: records) } catch { throw error.error(input) }
        return header
      }
    }
  }

  /// The content of a file that is kept in memory.
  private static func content(
    of header: TarHeader, atMost limit: UInt64, _ input: BundleInput
  ) throws(BundleError) -> [UInt8] {
    guard header.size <= limit else {
      throw BundleError(
        .invalid("has \(header.size) bytes of \(header.path.quoted), which may have \(limit)"), path: input.path)
    }
    let bytes = try input.bytes(Int(header.size))
    guard bytes.count == Int(header.size) else { throw cutOff(input) }
    try skipPadding(header.size, input)
    return bytes
  }

  /// Reads what fills the last block of a file: zeros.
  private static func skipPadding(_ size: UInt64, _ input: BundleInput) throws(BundleError) {
    let count = TarHeader.padding(behind: size)
    let bytes = try input.bytes(count)
    guard bytes.count == count else { throw cutOff(input) }
    guard bytes.allSatisfy({ $0 == 0 }) else { throw BundleFault("has something between its files").error(input) }
  }
}

extension BundleFault {
  fileprivate func error(_ input: BundleInput) -> BundleError { BundleError(.invalid(text), path: input.path) }
}
