internal import Foundation
@testable internal import Payload
internal import Testing
internal import TestSupport

@Suite("What a file is that comes in place of a payload")
struct FileFormatTests {
  let directory: TemporaryFolder

  init() throws {
    directory = try TemporaryFolder()
  }

  @Test(
    "is told by its first bytes",
    arguments: [
      ("<!DOCTYPE html>\n<html><body>404</body></html>", "html"), ("\u{feff} <HTML>", "html"),
      ("<!-- a proxy -->\r\n<!doctype HTML PUBLIC>", "html"), ("<head><title>302 Found</title></head>", "html"),
      ("<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0\">", "html"),
      ("<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code></Error>", "xml"), ("<?xml", "xml"),
      ("<Error><Code>AccessDenied</Code></Error>", "xml"), ("{\n  \"message\": \"Not Found\"\n}", "json"),
      ("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "git-lfs-pointer"),
      ("/annex/objects/SHA256E-s5--2cf2.gz\n", "git-annex-pointer"), ("PK\u{3}\u{4}", "zip"), ("BZh91AY", "bzip2"),
      ("\u{7f}ELF\u{2}", "elf"), ("MZ", "pe"), ("hsqs", "squashfs"), ("!<arch>\ndebian-binary  ", "deb"),
      ("-----BEGIN PUBLIC KEY-----\n", "pem"),
      ("", nil), ("hello\n", nil), ("<", nil), ("<3 you", nil), ("{", nil), ("{}", nil), ("a <html>", nil),
      ("<!-- never ends <html>", nil), ("<a", nil),
    ] as [(String, String?)])
  func text(text: String, name: String?) throws {
    try expect(name, Array(text.utf8))
  }

  @Test(
    "also where those are no text, or stand further on",
    arguments: [
      ([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], 0, "xz"), ([0x28, 0xb5, 0x2f, 0xfd], 0, "zstd"),
      ([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c], 0, "7z"), ([0xed, 0xab, 0xee, 0xdb], 0, "rpm"),
      (Array("ustar".utf8), 257, "tar"), ([0x53, 0xef], 1_080, "ext4"), (Array("EFI PART".utf8), 512, "gpt"),
      (Array("ustar".utf8), 256, nil), ([0x53, 0xef], 1_081, nil), ([0xff, 0xfe, 0x00], 0, nil),
    ] as [([UInt8], Int, String?)])
  func bytes(bytes: [UInt8], offset: Int, name: String?) throws {
    try expect(name, [UInt8](repeating: 0, count: offset) + bytes)
  }

  private func expect(_ name: String?, _ bytes: [UInt8]) throws {
    let report = try PayloadInspector.inspect(path: try directory.write(bytes, to: "payload"))
    #expect(report.content == .unknown && report.isSound && report.format?.name == name)
  }

  @Test("A format is named with its article and without, and what nobody means to publish has a remedy")
  func names() throws {
    let report = try PayloadInspector.inspect(path: try directory.write(Array("<html>".utf8), to: "payload"))
    #expect(report.format?.title == "HTML page" && report.noun == "an HTML page")
    #expect(report.remedy == "it may say why the download failed")
    #expect(report.notes == ["an HTML page: it may say why the download failed"])
    let archive = try PayloadInspector.inspect(path: try directory.write(Array("PK\u{3}\u{4}".utf8), to: "payload"))
    #expect(archive.noun == "a zip archive" && archive.remedy == nil && archive.notes == [])
  }

  @Test("What a gzip file has in it is told, a payload that was packed once more with a note")
  func compressed() throws {
    for (content, name, note) in [
      (
        try CrAUBuilder.full().bytes(), "crau",
        "a CrAU payload that was compressed once more: gunzip it"
      ),
      (
        Array("<html>".utf8), "html", "an HTML page that was compressed: it may say why the download failed"
      ),
      ([UInt8](repeating: 0, count: 257) + Array("ustar".utf8), "tar", nil), (Array("hello".utf8), nil, nil),
    ] as [([UInt8], String?, String?)] {
      let path = try directory.write(content, to: "content")
      #expect(try Oracle.run("gzip", "-kf", path).status == 0)
      let report = try PayloadInspector.inspect(path: path + ".gz")
      guard case .gzip(let gzip) = report.content else {
        Issue.record("not gzip")
        return
      }
      #expect((report.remedy == nil) == (note == nil))
      #expect(gzip.format?.name == name && report.notes == (note.map { [$0] } ?? []) && report.isSound)
    }
  }
}
