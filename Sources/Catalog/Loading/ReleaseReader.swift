internal import Omaha
package import XML

/// Reads one file of `releases/` strictly. What clients are served must be right to the last byte, so every fault is an
/// error; unknown attributes of the manifest, its packages and actions are the clients' business and are kept.
package struct ReleaseReader {
  package var diagnostics: Diagnostics

  /// The name of the app's directory, which is to be the key of the release's app ID.
  private let directory: String

  package init(file: String, directory: String) {
    diagnostics = Diagnostics(file: file)
    self.directory = directory
  }

  /// The release, nil after an error.
  package mutating func read(_ document: XMLDocument) -> ReleaseFile? {
    let root = document.root
    guard root.name == "update" else {
      diagnostics.add("the root element is <\(root.name.escaped)>, not <update>", at: root)
      return nil
    }
    let (id, version, architecture, previous) = readAttributes(of: root)
    var codebases: [Codebase]?
    var manifest: Manifest?
    diagnostics.refuseText(in: root)
    for child in root.children {
      switch child.name {
      case "urls":
        if codebases != nil { diagnostics.add("a second <urls>", at: child) }
        codebases = readCodebases(child)
      case "manifest":
        if manifest != nil { diagnostics.add("a second <manifest>", at: child) }
        manifest = readManifest(child, release: version, isDelta: previous != nil)
      default: diagnostics.unexpected(child, in: root)
      }
    }
    if codebases == nil { diagnostics.add("<update> has no <urls>", at: root) }
    if manifest == nil { diagnostics.add("<update> has no <manifest>", at: root) }
    guard diagnostics.errors.isEmpty, let id, let version, let architecture, let codebases, let manifest else {
      return nil
    }
    return ReleaseFile(
      appID: id, version: version, architecture: architecture, previousVersion: previous, codebases: codebases,
      manifest: manifest)
  }

  private mutating func readAttributes(
    of root: XMLElement
  ) -> (ApplicationID?, Version?, Architecture?, Version?) {
    var id: ApplicationID?
    var version: Version?
    var architecture: Architecture?
    var previous: Version?
    var seen: [String] = []
    for attribute in root.attributes {
      let value = attribute.value
      seen.append(attribute.name)
      switch attribute.name {
      case "appid":
        id = ApplicationID(value)
        if let id, id.key != directory {
          diagnostics.add("appid \(value.quoted) is not that of the directory, \(directory.quoted)", at: root)
        } else if id == nil {
          diagnostics.add("appid \(value.quoted) is not an application ID", at: root)
        }
      case "version":
        version = readVersion(value, "version", of: root)
      case "arch":
        architecture = Architecture(alias: value)
        if architecture == nil { diagnostics.add("arch \(value.quoted) is not an architecture", at: root) }
      case "previousversion":
        previous = readVersion(value, "previousversion", of: root)
      default: diagnostics.unexpected(attribute, of: root)
      }
    }
    for required in ["appid", "version", "arch"] where !seen.contains(required) {
      diagnostics.missing(required, of: root)
    }
    if let version, let previous, previous >= version {
      diagnostics.add("previousversion \(previous.text) is not older than \(version.text)", at: root)
    }
    if let version, let architecture {
      let key = ReleaseKey(version: version.text, architecture: architecture, previousVersion: previous?.text)
      let expected = key.fileName
      if !diagnostics.file.utf8.elementsEqual(expected.utf8), !diagnostics.file.hasSuffix("/" + expected) {
        diagnostics.add(
          "the file of \(previous == nil ? "version" : "the delta to") \(version.text) for \(architecture.rawValue) is to be named \(expected)",
          at: root)
      }
    }
    return (id, version, architecture, previous)
  }

  private mutating func readVersion(_ text: String, _ name: String, of root: XMLElement) -> Version? {
    guard let version = Version(text), !version.isForcedUpdate else {
      diagnostics.add("\(name) \(text.quoted) is not a version", at: root)
      return nil
    }
    return version
  }

  private mutating func readCodebases(_ urls: XMLElement) -> [Codebase] {
    var codebases: [Codebase] = []
    for attribute in urls.attributes { diagnostics.unexpected(attribute, of: urls) }
    diagnostics.refuseText(in: urls)
    var count = 0
    for url in urls.children {
      guard url.name == "url" else {
        diagnostics.unexpected(url, in: urls)
        continue
      }
      count += 1
      diagnostics.refuseContent(of: url)
      var value: String?
      for attribute in url.attributes {
        if attribute.name == "codebase" { value = attribute.value } else { diagnostics.unexpected(attribute, of: url) }
      }
      guard let value else {
        diagnostics.missing("codebase", of: url)
        continue
      }
      if let fault = Codebase.fault(in: value) {
        diagnostics.add("codebase \(value.quoted) \(fault)", at: url)
      } else {
        codebases.append(Codebase(unchecked: value))
      }
    }
    if count == 0 { diagnostics.add("<urls> has no <url>", at: urls) }
    return codebases
  }
}
