internal import Omaha
internal import XML

extension ReleaseReader {
  mutating func readManifest(_ element: XMLElement, release: Version?, isDelta: Bool) -> Manifest? {
    var version: String?
    var attributes: [Attribute] = []
    for attribute in element.attributes {
      if attribute.name == "version" {
        version = attribute.value
      } else if Manifest.marks.contains(attribute.name) {
        diagnostics.add(
          "\(attribute.name) is not a release's: the server writes it for clients that take several manifests",
          at: element)
      } else {
        keep(attribute, of: element, in: &attributes)
      }
    }
    if let version, let release, version != release.text {
      diagnostics.add("the manifest is of version \(version.quoted), the release of \(release.text)", at: element)
    }
    if version == nil { diagnostics.missing("version", of: element) }
    diagnostics.refuseText(in: element)
    var packages: [Package]?
    var packageDigest: [UInt8]?
    var actions: [Action]?
    var postinstall: XMLElement?
    for child in element.children {
      switch child.name {
      case "packages":
        if packages != nil { diagnostics.add("a second <packages>", at: child) }
        packages = readPackages(child, firstDigest: &packageDigest)
      case "actions":
        if actions != nil { diagnostics.add("a second <actions>", at: child) }
        actions = readActions(child, postinstall: &postinstall)
      default: diagnostics.unexpected(child, in: element)
      }
    }
    if packages == nil { diagnostics.add("<manifest> has no <packages>", at: element) }
    if let postinstall {
      check(postinstall, against: packageDigest, isDelta: isDelta)
    } else {
      diagnostics.add(
        "<manifest> has no action with event=\"postinstall\", which carries the payload's hash", at: element)
    }
    guard let version, let packages, let actions else { return nil }
    return Manifest(version: version, packages: packages, actions: actions, attributes: attributes)
  }

  private mutating func readPackages(_ element: XMLElement, firstDigest: inout [UInt8]?) -> [Package] {
    for attribute in element.attributes { diagnostics.unexpected(attribute, of: element) }
    diagnostics.refuseText(in: element)
    var packages: [Package] = []
    var count = 0
    for child in element.children {
      guard child.name == "package" else {
        diagnostics.unexpected(child, in: element)
        continue
      }
      count += 1
      guard let (package, digest) = readPackage(child) else { continue }
      // Clients look at the first package only (update_engine) or name files by it: two of a name are a mistake.
      if packages.contains(where: { $0.name == package.name }) {
        diagnostics.add("a second package \(package.name.quoted)", at: child)
      }
      if count == 1 { firstDigest = digest }
      packages.append(package)
    }
    if count == 0 { diagnostics.add("<packages> has no <package>", at: element) }
    return packages
  }

  private mutating func readPackage(_ element: XMLElement) -> (Package, [UInt8])? {
    var name: String?
    var size: UInt64?
    var sha1: String?
    var sha256: String?
    var digest: [UInt8]?
    var isRequired = true
    var attributes: [Attribute] = []
    var seen: [String] = []
    for attribute in element.attributes {
      let value = attribute.value
      switch attribute.name {
      case "name":
        name = value
        if let fault = ReleaseFile.fault(inPackageName: value) {
          diagnostics.add("package name \(value.quoted) \(fault)", at: element)
        }
      case "size":
        size = UInt64(value)
        if size == nil || size == 0 || value.utf8.first == UInt8(ascii: "+") {
          diagnostics.add("size \(value.quoted) is not a number of bytes above 0", at: element)
        }
      case "hash":
        sha1 = value
        if Digest.base64(value, count: 20) == nil {
          diagnostics.add("hash \(value.quoted) is not a SHA-1 (20 bytes) in base64", at: element)
        }
      case "hash_sha256":
        sha256 = value
        digest = Digest.hexadecimal(value, count: 32)
        if digest == nil {
          diagnostics.add("hash_sha256 \(value.quoted) is not a SHA-256 (32 bytes) in hexadecimal", at: element)
        }
      case "required":
        isRequired = value == "true"
        if value != "true" && value != "false" {
          diagnostics.add("required \(value.quoted) is neither true nor false", at: element)
        }
      default:
        keep(attribute, of: element, in: &attributes)
        continue
      }
      seen.append(attribute.name)
    }
    for required in ["name", "size", "hash", "hash_sha256"] where !seen.contains(required) {
      diagnostics.missing(required, of: element)
    }
    diagnostics.refuseContent(of: element)
    guard let name, let size, let sha1, let sha256, let digest else { return nil }
    let package = Package(
      name: name, size: size, sha1: sha1, sha256: sha256, isRequired: isRequired, attributes: attributes)
    return (package, digest)
  }

  private mutating func readActions(_ element: XMLElement, postinstall: inout XMLElement?) -> [Action] {
    for attribute in element.attributes { diagnostics.unexpected(attribute, of: element) }
    diagnostics.refuseText(in: element)
    var actions: [Action] = []
    for child in element.children {
      guard child.name == "action" else {
        diagnostics.unexpected(child, in: element)
        continue
      }
      diagnostics.refuseContent(of: child)
      var event: String?
      var attributes: [Attribute] = []
      for attribute in child.attributes {
        if attribute.name == "event" {
          event = attribute.value
        } else {
          keep(attribute, of: child, in: &attributes)
        }
      }
      guard let event else {
        diagnostics.missing("event", of: child)
        continue
      }
      if event == "postinstall" {
        if postinstall != nil { diagnostics.add("a second action with event=\"postinstall\"", at: child) }
        postinstall = postinstall ?? child
      }
      actions.append(Action(event: event, attributes: attributes))
    }
    return actions
  }

  /// Keeps an attribute that is served as it is.
  private mutating func keep(_ attribute: XMLAttribute, of element: XMLElement, in attributes: inout [Attribute]) {
    // The declaration of its prefix would not be served with it.
    if attribute.name.utf8.contains(UInt8(ascii: ":")) { diagnostics.unexpected(attribute, of: element) }
    attributes.append(Attribute(name: attribute.name, value: attribute.value))
  }

  /// The action carries the payload's hash, which update_engine takes from here and nowhere else.
  private mutating func check(_ postinstall: XMLElement, against packageDigest: [UInt8]?, isDelta: Bool) {
    // update_engine takes exactly "true" for a delta and anything else for a full payload.
    let claim = postinstall.attribute("IsDeltaPayload")
    if isDelta, claim != "true" {
      diagnostics.add("a release with previousversion needs IsDeltaPayload=\"true\" here", at: postinstall)
    } else if !isDelta, let claim, claim != "false" {
      diagnostics.add("IsDeltaPayload \(claim.quoted) of a release without previousversion", at: postinstall)
    }
    guard let text = postinstall.attribute("sha256") else {
      diagnostics.missing("sha256", of: postinstall)
      return
    }
    guard let digest = Digest.base64(text, count: 32) else {
      diagnostics.add("sha256 \(text.quoted) is not a SHA-256 (32 bytes) in base64", at: postinstall)
      return
    }
    if let packageDigest, digest != packageDigest {
      diagnostics.add("sha256 of the action is not hash_sha256 of the first package", at: postinstall)
    }
  }
}

extension ReleaseFile {
  /// What keeps a text from being a package's name, as a clause; nil when it can be one.
  ///
  /// Clients put codebase and name together without escaping anything, and take the name for a file's.
  public static func fault(inPackageName name: String) -> String? {
    if name.isEmpty { return "is empty" }
    if name.utf8.count > 255 { return "is longer than 255 bytes" }
    if name.utf8.contains(UInt8(ascii: "/")) || name.utf8.contains(UInt8(ascii: "\\")) { return "has a slash" }
    // Not String.contains, because of what omaha-cgi's start costs (OmahaCGI.swift).
    var previous = UInt8(0)
    for byte in name.utf8 {
      if byte == UInt8(ascii: "."), previous == byte { return "has \"..\" in it" }
      previous = byte
    }
    if name.escaped != name || name.utf8.contains(UInt8(ascii: " ")) { return "has a space or a control character" }
    return nil
  }
}
