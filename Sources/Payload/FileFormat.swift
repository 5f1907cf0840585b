internal import Gzip

/// What a file is by its first bytes, of the formats that come in place of a payload: a page that says that the download
/// failed, what a version control system left instead of the file, a payload that was packed once more.
public struct FileFormat: Hashable, Sendable {
  /// For programs: `zip`, `git-lfs-pointer`.
  public let name: String
  /// For people, with its article: "a zip archive".
  public let noun: String
  /// The same without the article.
  public var title: String { String(noun.drop { $0 != " " }.dropFirst()) }
  /// What happened, or what to do, as a clause. Only formats that nobody means to publish have it, whoever the machines are.
  public let remedy: String?

  private init(_ name: String, _ noun: String, remedy: String? = nil) {
    self.name = name
    self.noun = noun
    self.remedy = remedy
  }

  /// Bytes in which a format shows.
  static let size = 2_048

  /// What update_engine applies.
  static let crau = FileFormat("crau", "a CrAU payload")
  static let html = FileFormat("html", "an HTML page", remedy: "it may say why the download failed")
  static let xml = FileFormat("xml", "an XML document")
  static let json = FileFormat("json", "a JSON text")

  /// Where the bytes stand that tell a format, and which they are.
  private static let magics: [(offset: Int, bytes: [UInt8], format: FileFormat)] = [
    (0, CrAUHeader.magic, crau),
    (0, GzipStream.magic, FileFormat("gzip", "a gzip file")),
    (
      0, Array("version https://git-lfs.github.com/spec/".utf8),
      FileFormat("git-lfs-pointer", "a Git LFS pointer", remedy: "`git lfs pull` fetches the file itself")
    ),
    (
      0, Array("/annex/objects/".utf8),
      FileFormat("git-annex-pointer", "a git-annex pointer", remedy: "`git annex get` fetches the file itself")
    ),
    (0, Array("PK\u{3}\u{4}".utf8), FileFormat("zip", "a zip archive")),
    (0, [0xfd] + Array("7zXZ\0".utf8), FileFormat("xz", "an xz file")),
    (0, Array("BZh".utf8), FileFormat("bzip2", "a bzip2 file")),
    (0, [0x28, 0xb5, 0x2f, 0xfd], FileFormat("zstd", "a zstd file")),
    (0, Array("7z".utf8) + [0xbc, 0xaf, 0x27, 0x1c], FileFormat("7z", "a 7z archive")),
    (257, Array("ustar".utf8), FileFormat("tar", "a tar archive")),
    (0, [0x7f] + Array("ELF".utf8), FileFormat("elf", "an ELF program")),
    (0, Array("MZ".utf8), FileFormat("pe", "a Windows program")),
    (0, Array("hsqs".utf8), FileFormat("squashfs", "a squashfs image")),
    (1_080, [0x53, 0xef], FileFormat("ext4", "an ext4 image")),
    (512, Array("EFI PART".utf8), FileFormat("gpt", "a disk image")),
    (0, Array("!<arch>\ndebian-binary".utf8), FileFormat("deb", "a Debian package")),
    (0, [0xed, 0xab, 0xee, 0xdb], FileFormat("rpm", "an RPM package")),
    (0, Array("-----BEGIN ".utf8), FileFormat("pem", "a PEM file")),
  ]

  /// The format of a file that begins so, `nil` when it is none of these.
  static func of(_ beginning: [UInt8]) -> FileFormat? {
    let known = magics.first { beginning.dropFirst($0.offset).starts(with: $0.bytes) }
    return known?.format ?? markup(beginning)
  }

  /// Text that begins as a page, an XML document or a JSON object does.
  private static func markup(_ beginning: [UInt8]) -> FileFormat? {
    var text = beginning.map { isASCIICapital($0) ? $0 | 0x20 : $0 }[...]
    // The mark that says that UTF-8 follows.
    if text.starts(with: [0xef, 0xbb, 0xbf]) { text = text.dropFirst(3) }
    text = text.drop(while: isSpace)
    if text.first == UInt8(ascii: "{") {
      return text.dropFirst().first { !isSpace($0) } == UInt8(ascii: "\"") ? json : nil
    }
    let isXML = text.starts(with: "<?xml".utf8)
    // A page may have a declaration and comments before it.
    while let end = text.starts(with: "<?".utf8) ? "?>" : text.starts(with: "<!--".utf8) ? "-->" : nil {
      guard let after = skip(to: end, in: text) else { break }
      text = after.drop(while: isSpace)
    }
    if ["<!doctype html", "<html", "<head", "<body", "<title"].contains(where: { text.starts(with: $0.utf8) }) {
      return html
    }
    let isElement =
      text.first == UInt8(ascii: "<") && text.dropFirst().first.map { isASCIICapital($0 & ~0x20) } == true
      && text.contains(UInt8(ascii: ">"))
    return isXML || isElement ? xml : nil
  }

  /// What follows the first occurrence of a text; `nil` when there is none.
  private static func skip(to end: String, in text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    let count = end.utf8.count
    for index in text.indices.dropLast(count - 1) where text[index...].starts(with: end.utf8) {
      return text[(index + count)...]
    }
    return nil
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }

  private static func isASCIICapital(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
}
