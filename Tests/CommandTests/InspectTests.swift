import Foundation
import Testing
import TestSupport

@Suite("omaha-pkg inspect")
struct InspectTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func inspect(_ arguments: String...) throws -> Run {
    try Program.run(Program.omahaPkg, ["inspect"] + arguments)
  }

  private func write(_ bytes: some Sequence<UInt8>, _ name: String) throws -> String {
    let path = folder.path + "/" + name
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  /// A full payload of one REPLACE operation, `hello`, for an image of one block, up to its signatures.
  private static let payload: [UInt8] = {
    let manifest =
      "0a2e0800100018053204080010014220" + "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
      + "12160800100518880232" + "0d08ffffffffffffffffff011001" + "18802020052888024a25" + "0880201220"
      + "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    let encoded = bytes(manifest)
    return Array("CrAU".utf8) + [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, UInt8(encoded.count)] + encoded
      + Array("hello".utf8)
  }()

  private static func bytes(_ hex: String) -> [UInt8] {
    stride(from: 0, to: hex.count, by: 2).compactMap { UInt8(hex.dropFirst($0).prefix(2), radix: 16) }
  }

  /// The payload with a signature of version 2.
  private func signed(with key: String) throws -> [UInt8] {
    let message = try write(Self.payload, "message")
    let run = try Program.run(
      "/usr/bin/openssl", ["dgst", "-sha256", "-sign", key, "-out", folder.path + "/signature", message])
    #expect(run.status == 0, "\(run.errors)")
    let signature = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/signature"))
    return Self.payload + Self.bytes("0a8502080212" + "8002") + signature
  }

  private func makeKey() throws -> (secret: String, published: String) {
    let secret = folder.path + "/key.pem"
    let published = folder.path + "/key.pub.pem"
    for arguments in [["genrsa", "-out", secret, "2048"], ["rsa", "-in", secret, "-pubout", "-out", published]] {
      #expect(try Program.run("/usr/bin/openssl", arguments).status == 0)
    }
    return (secret, published)
  }

  @Test("text shows hashes in hex and base64, and what the payload is")
  func text() throws {
    let path = try write(Array("hello\n".utf8), "payload")
    let run = try inspect(path)
    #expect(run.status == 0 && run.errors == "")
    #expect(
      run.output == """
        \(path)
          size     6 bytes
          SHA-1    f572d396fae9206628714fb2ce00f72e94f2258f
                   9XLTlvrpIGYocU+yzgD3LpTyJY8=
          SHA-256  5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03
                   WJG1tSLV3whtD/CxEPvZ0hu0/HFjrzTQgoai6Eb2vgM=
          content  unknown

        """)
  }

  @Test("what came in place of a payload is named, and is sound all the same")
  func formats() throws {
    let page = try write(Array("<!DOCTYPE html>\n<title>404</title>".utf8), "update.gz")
    let pointer = try write(Array("version https://git-lfs.github.com/spec/v1\n".utf8), "pointer.gz")
    let crau = try write(Self.payload, "crau")
    #expect(try Program.run("/usr/bin/gzip", [crau]).status == 0)
    let run = try inspect(page, pointer, crau + ".gz")
    #expect(run.status == 0 && run.errors == "")
    #expect(run.output.contains("  content  HTML page\n") && run.output.contains("  content  Git LFS pointer\n"))
    #expect(run.output.contains("bytes, a CrAU payload\n"))
    #expect(run.output.contains("  note          a CrAU payload that was compressed once more: gunzip it\n"))
    #expect(run.output.contains("  note     a Git LFS pointer: `git lfs pull` fetches the file itself\n"))
    let json = try inspect("--format", "json", page, crau + ".gz").output
    #expect(json.contains(#""content" : "unknown""#) && json.contains(#""format" : "html""#))
    #expect(json.contains(#""format" : "crau""#))
  }

  @Test("a signed payload is verified with the key, and fails with another file's key or without a signature")
  func signature() throws {
    let key = try makeKey()
    let path = try write(try signed(with: key.secret), "update.gz")
    let good = try inspect(path, "--public-key", key.published)
    #expect(good.status == 0 && good.errors == "", "\(good.output)\(good.errors)")
    #expect(good.output.contains("  operations        1 REPLACE (5 bytes), 1 no-op\n"))
    #expect(good.output.contains("  data              1 operation verified\n"))
    #expect(good.output.contains("version 2, 256 bytes (RSA-2048)\n"))
    #expect(good.output.contains("  verified          signature of version 2 with \(key.published)\n"))

    var changed = try signed(with: key.secret)
    changed[changed.count - 1] ^= 1
    let bad = try inspect(try write(changed, "changed.gz"), "--public-key", key.published)
    #expect(bad.status == 1)
    #expect(
      bad.errors == """
        omaha-pkg: error: \(folder.path)/changed.gz: the signature was not made with this key, or the payload was \
        changed after it was signed

        """)
    let unsigned = try inspect(try write([1], "unsigned"), "--public-key", key.published)
    #expect(unsigned.status == 1 && unsigned.errors.hasSuffix("the payload is not signed: it is no CrAU payload\n"))
    #expect(try inspect(path, "--public-key", key.secret).status == 64)
    #expect(try inspect(path, "--public-key", folder.path + "/none").status == 66)
  }

  @Test("a truncated payload is described as far as it goes, with exit code 1")
  func truncated() throws {
    let path = try write(Self.payload.dropLast(2), "update.gz")
    let run = try inspect(path)
    #expect(run.status == 1 && run.output.contains("  content           CrAU payload, full, header version 1\n"))
    #expect(run.errors.hasPrefix("omaha-pkg: error: \(path): truncated: the manifest describes"))
  }

  @Test("several files are all inspected, and the worst exit code counts")
  func several() throws {
    let good = try write([1, 2, 3], "good")
    let broken = try write([0x1f, 0x8b], "broken.gz")
    let run = try inspect(good, folder.path + "/none", broken, folder.path)
    #expect(run.status == 66)
    #expect(run.lines.filter { !$0.hasPrefix(" ") } == [good, broken])
    #expect(
      run.errors == """
        omaha-pkg: error: \(folder.path)/none: cannot open: no such file or directory
        omaha-pkg: error: \(broken): truncated: the file ends at byte 2, inside the compressed data
        omaha-pkg: error: \(folder.path): is a directory, not a regular file

        """)
    #expect(try inspect(good, broken).status == 1)
  }

  @Test("json is an array of objects with stable keys")
  func json() throws {
    struct Report: Decodable {
      struct Hash: Decodable {
        let hex: String
        let base64: String
      }
      struct CrAU: Decodable {
        struct Signatures: Decodable {
          let offset: Int
          let size: Int
        }
        let kind: String
        let metadataSize: Int
        let signatures: Signatures
      }
      struct Gzip: Decodable {
        let uncompressedSize: Int
        let name: String
        let modified: String
      }
      let file: String
      let size: Int
      let sha256: Hash
      let content: String
      let sound: Bool
      let crau: CrAU?
      let gzip: Gzip?
    }
    let key = try makeKey()
    let crau = try write(try signed(with: key.secret), "update.gz")
    // A name with an escape sequence, and 1970-01-01T00:00:01Z.
    let header = Self.bytes("1f8b080801000000" + "0003" + "1b5b316d00")
    let gzip = try write(header + Self.bytes("0300" + "00000000" + "00000000"), "empty.gz")
    let run = try inspect("--format", "json", crau, gzip)
    #expect(run.status == 0 && run.errors == "")
    let reports = try JSONDecoder().decode([Report].self, from: Data(run.output.utf8))
    #expect(reports.map(\.content) == ["crau", "gzip"] && reports.map(\.sound) == [true, true])
    #expect(reports[0].crau?.kind == "full" && reports[0].crau?.metadataSize == Self.payload.count - 5)
    #expect(reports[0].crau?.signatures.offset == Self.payload.count && reports[0].crau?.signatures.size == 264)
    #expect(reports[1].gzip?.uncompressedSize == 0 && reports[1].gzip?.modified == "1970-01-01T00:00:01Z")
    #expect(reports[1].gzip?.name == "\u{1b}[1m")
    #expect(try inspect(gzip).output.contains("name          \"\\u{1b}[1m\"\n"))
  }

  @Test("xml is the package element, and a document that xmllint reads")
  func xml() throws {
    let key = try makeKey()
    let path = try write(try signed(with: key.secret), "a&b \"c\".gz")
    let run = try inspect("--format", "xml", path)
    let base64 = try Program.run("/bin/sh", ["-c", "openssl dgst -sha1 -binary '\(path)' | base64"]).lines.first ?? ""
    let hex = try Program.run("/usr/bin/sha256sum", [path]).output.prefix(64)
    #expect(
      run.lines.first == """
        <package name="a&amp;b &quot;c&quot;.gz" hash="\(base64)" hash_sha256="\(hex)" \
        size="\(Self.payload.count + 264)" required="true"/>
        """)
    #expect(run.lines.last?.hasPrefix("<!-- <action event=\"postinstall\" sha256=\"") == true)
    let document = try folder.write(run.output, to: "document.xml")
    #expect(try Program.run("/usr/bin/xmllint", ["--noout", document]).status == 0)
    let control = try inspect("--format", "xml", try write([1], "a\u{1b}b"))
    #expect(control.status == 1 && control.errors.contains("a\\u{1b}b: its name cannot be written as XML"))
  }

  @Test(
    "a command line that cannot be meant is exit code 64", arguments: [[], ["-"], [""], ["--format", "yaml", "x"]])
  func usage(arguments: [String]) throws {
    let run = try Program.run(Program.omahaPkg, ["inspect"] + arguments)
    #expect(run.status == 64 && run.output == "" && run.errors.hasPrefix("omaha-pkg: error: "))
  }

  @Test("a pipe is refused without waiting for its writer")
  func pipe() throws {
    let path = folder.path + "/pipe"
    #expect(try Program.run("/usr/bin/mkfifo", [path]).status == 0)
    let run = try inspect(path)
    #expect(run.status == 66 && run.errors == "omaha-pkg: error: \(path): is a pipe, not a regular file\n")
  }

  @Test("control characters in a file's name do not reach the terminal")
  func escaping() throws {
    let run = try inspect(try write([1], "a\u{1b}[2Jb"))
    #expect(run.status == 0 && run.lines.first?.hasSuffix("/a\\u{1b}[2Jb") == true)
  }
}
