package import Catalog

/// A repository in a directory of its own, with one app whose files a test may change.
package struct TestRepository {
  package static let app = "e96281a6-d1af-4bde-9a0a-97b76e56dc57"
  package static let other = "com.example.agent"
  /// SHA-1 and SHA-256 of the five bytes "hello".
  package static let sha1 = "qvTGHdzF6KLavt4PO0gs2a6pQ00="
  package static let sha256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
  package static let sha256Base64 = "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="

  package let directory: TemporaryFolder

  package init() throws { directory = try TemporaryFolder() }

  package var root: String { directory.path }
  package var repository: Repository { Repository(root: root) }

  /// The text of a release; every part can be given another value.
  package static func release(
    app: String = app, version: String = "3815.2.0", arch: String = "amd64",
    codebase: String? = nil, name: String = "update.gz", more: String = ""
  ) -> String {
    """
    <update appid="\(app)" version="\(version)" arch="\(arch)">
      <urls><url codebase="\(codebase ?? "/packages/\(app)/\(version)/\(arch)/")"/></urls>
      <manifest version="\(version)"\(more)>
        <packages>
          <package name="\(name)" hash="\(sha1)" hash_sha256="\(sha256)" size="5" required="true"/>
        </packages>
        <actions>
          <action event="postinstall" sha256="\(sha256Base64)" DisablePayloadBackoff="true"/>
        </actions>
      </manifest>
    </update>

    """
  }

  /// Writes `app.xml`; the text is what stands inside `<app>`, from line 2 on.
  package func writeApp(_ content: String, app: String = Self.app) throws {
    try directory.write("<app appid=\"\(app)\" name=\"flatcar\">\n\(content)\n</app>\n", to: "catalog/\(app)/app.xml")
  }

  package func writeRelease(_ version: String, _ arch: String = "amd64", app: String = Self.app) throws {
    let text = Self.release(app: app, version: version, arch: arch)
    try directory.write(text, to: "catalog/\(app)/releases/\(version)_\(arch).xml")
  }

  /// What is wrong, without the path of the catalog in front: `com.example.agent/app.xml:2: …`.
  package func errors() -> [String] {
    do throws(CatalogErrors) {
      _ = try Catalog.load(root: root)
      return []
    } catch {
      let prefix = root + "/catalog/"
      return error.errors.map { error in
        let text = error.description
        return text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
      }
    }
  }
}
