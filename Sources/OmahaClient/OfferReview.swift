internal import Omaha
internal import XML

/// The part of a review that looks at an update on offer.
struct OfferReview {
  private(set) var deviations: [Deviation] = []
  private let check: XMLElement
  private let app: Request.App
  /// Whether the server was asked over https.
  private let isSecure: Bool

  init(_ check: XMLElement, of app: Request.App, isSecure: Bool) {
    self.check = check
    self.app = app
    self.isSecure = isSecure
  }

  private mutating func note(_ consequence: Deviation.Consequence, _ words: String) {
    deviations.append(Deviation(consequence, words))
  }

  mutating func review() {
    reviewURLs()
    let manifests = check.children.filter { $0.name == "manifest" }
    guard let first = manifests.first else { return note(.fails(.responseInvalid), "the update has no manifest") }
    if manifests.count > 1, app.multiManifestOK != true {
      note(
        .harmless,
        "the update has \(manifests.count) manifests although none of floors was asked for: update_engine reads the first"
      )
    }
    if app.multiManifestOK == true { review(marksOf: manifests) }
    review(versionOf: first)
    for manifest in app.multiManifestOK == true ? manifests : [first] { review(manifest) }
  }

  private mutating func reviewURLs() {
    let lists = check.children.filter { $0.name == "urls" }
    if lists.count > 1 { note(.harmless, "the update has \(lists.count) lists of URLs; mirrors read the first") }
    let codebases = lists.flatMap { $0.children.filter { $0.name == "url" } }.map { $0.attribute("codebase") ?? "" }
    guard !codebases.isEmpty else { return note(.fails(.responseInvalid), "the update has no URL") }
    for codebase in codebases {
      let lower = codebase.lowercased()
      if codebase.isEmpty {
        note(.fails(.responseInvalid), "a codebase is empty")
      } else if !lower.hasPrefix("http://"), !lower.hasPrefix("https://") {
        note(
          .fails(.downloadTransferError),
          "the codebase \"\(codebase)\" is relative, or of another scheme than http and https")
      } else if isSecure, lower.hasPrefix("http://") {
        note(.harmless, "the codebase \"\(codebase)\" is not encrypted, although the server is")
      }
      if !codebase.isEmpty, codebase.last != "/" {
        note(
          .failsSome, "the codebase \"\(codebase)\" does not end in \"/\": CoreOS joins it with the name without one")
      }
    }
  }

  private mutating func review(marksOf manifests: [XMLElement]) {
    let targets = manifests.count { $0.attribute("is_target") == "true" }
    if targets > 1 { note(.failsSome, "\(targets) manifests are marked as the target") }
    if targets == 0, manifests.count > 1 { note(.harmless, "no manifest is marked as the target") }
    let versions = manifests.map { Version($0.attribute("version") ?? "") }
    if zip(versions, versions.dropFirst()).contains(where: { one, next in
      if let one, let next { one >= next } else { false }
    }) {
      note(.failsSome, "the manifests are not in the order of their versions: a mirror would install floors too late")
    }
  }

  private mutating func review(versionOf manifest: XMLElement) {
    guard let text = manifest.attribute("version"), !text.isEmpty else {
      return note(.failsSome, "the manifest has no version: go-omaha and mirrors need it")
    }
    guard let version = Version(text) else { return note(.failsSome, "the version \"\(text)\" is none") }
    if let old = Version(app.version), !old.isForcedUpdate, version <= old, app.updateCheck?.rollbackAllowed != true {
      note(
        .failsSome,
        "the version on offer, \(text), is not newer than \(app.version): update_engine installs it all the same, again and again"
      )
    }
  }

  private mutating func review(_ manifest: XMLElement) {
    let packages = manifest.children.filter { $0.name == "packages" }.flatMap {
      $0.children.filter { $0.name == "package" }
    }
    if packages.isEmpty { note(.fails(.responseInvalid), "the manifest has no package") }
    for (index, package) in packages.enumerated() { review(package, isPayload: index == 0) }
    let actions = manifest.children.filter { $0.name == "actions" }.flatMap {
      $0.children.filter { $0.name == "action" }
    }
    for action in actions { review(anyAction: action) }
    guard let action = actions.first(where: { $0.attribute("event") == "postinstall" }) else {
      return note(.fails(.responseInvalid), "the manifest has no action with the event postinstall")
    }
    review(postinstall: action, of: packages.first)
  }

  private mutating func review(_ package: XMLElement, isPayload: Bool) {
    let name = package.attribute("name") ?? ""
    let title = "the package \"\(name)\""
    if name.isEmpty {
      note(isPayload ? .fails(.responseInvalid) : .failsSome, "a package has no name")
    } else if !name.utf8.allSatisfy({ (0x21..<0x7F).contains($0) }) {
      note(.failsSome, "\(title) has a space, a control character or another that does not belong in a URL")
    }
    let size = package.attribute("size")
    // update_engine reads a signed number, without a sign.
    let isNumber = size?.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
    if !isNumber || Int64(size ?? "") ?? 0 == 0 {
      let words = "\(title) \(size.map { "has the size \"\($0)\"" } ?? "has no size")"
      note(isPayload ? .fails(.responseInvalid) : .failsSome, words)
    }
    let (sha1, sha256) = (package.attribute("hash"), package.attribute("hash_sha256"))
    if sha1 == nil, sha256 == nil { note(.failsSome, "\(title) has no hash: Flatcar's ue-rs refuses the answer") }
    if let sha1, !isBase64(sha1, of: 20) { note(.failsSome, "the hash of \(title) is no SHA-1 in base64") }
    if let sha256, !isHexadecimal(sha256, of: 32) {
      note(.failsSome, "the hash_sha256 of \(title) is no SHA-256 in hexadecimal: Flatcar's ue-rs refuses the answer")
    }
    if package.attribute("required") == nil {
      note(.failsSome, "\(title) does not say whether it is required: Flatcar's ue-rs refuses the answer")
    }
  }

  private mutating func review(anyAction action: XMLElement) {
    guard let event = action.attribute("event") else {
      return note(.failsSome, "an action has no event: Flatcar's ue-rs refuses the answer")
    }
    if event != "postinstall", action.attribute("sha256") == nil {
      note(
        .failsSome,
        "the action \(event) has no sha256: Flatcar's ue-rs refuses the answer, and machines that need further packages fail with 5"
      )
    }
  }

  private mutating func review(postinstall action: XMLElement, of payload: XMLElement?) {
    guard let sha256 = action.attribute("sha256"), !sha256.isEmpty else {
      return note(.fails(.responseInvalid), "the postinstall action has no sha256")
    }
    guard let digest = base64Decoded(sha256), digest.count == 32 else {
      return note(.fails(.payloadHashMismatch), "the postinstall action's sha256 is no SHA-256 in padded base64")
    }
    if let text = payload?.attribute("hash_sha256"), isHexadecimal(text, of: 32),
      text.lowercased() != hexadecimal(digest)
    {
      note(.fails(.payloadHashMismatch), "the postinstall action's sha256 is not the payload's hash_sha256")
    }
    if action.attribute("DisablePayloadBackoff") != "true" {
      note(
        .harmless,
        "DisablePayloadBackoff is not \"true\": after one broken download a machine with one URL waits a day or more")
    }
    if let delta = action.attribute("IsDeltaPayload"), delta != "true", delta != "false" {
      note(.failsSome, "IsDeltaPayload is \"\(delta)\": update_engine takes only \"true\" for yes")
    }
  }

  private func isBase64(_ text: String, of count: Int) -> Bool { base64Decoded(text)?.count == count }

  private func isHexadecimal(_ text: String, of count: Int) -> Bool {
    text.utf8.count == 2 * count && text.allSatisfy { $0.isASCII && $0.isHexDigit }
  }

  private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

/// The bytes of padded standard base64 (RFC 4648 §4); nil for anything else.
package func base64Decoded(_ text: String) -> [UInt8]? {
  let text = Array(text.utf8)
  guard text.count % 4 == 0 else { return nil }
  let padding = text.reversed().prefix { $0 == UInt8(ascii: "=") }.count
  guard padding <= 2 else { return nil }
  var bytes: [UInt8] = []
  var bits = 0
  for (index, character) in text.dropLast(padding).enumerated() {
    let value: Int
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = Int(character) - 65
    case UInt8(ascii: "a")...UInt8(ascii: "z"): value = Int(character) - 97 + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): value = Int(character) - 48 + 52
    case UInt8(ascii: "+"): value = 62
    case UInt8(ascii: "/"): value = 63
    default: return nil
    }
    bits = bits << 6 | value
    // Six bits come, eight go.
    let pending = (index + 1) * 6 - bytes.count * 8
    if pending >= 8 {
      bytes.append(UInt8(bits >> (pending - 8) & 0xFF))
      bits &= (1 << (pending - 8)) - 1
    }
  }
  return bytes
}
