extension TimeZoneDirectory {
  /// The error of a zone that no folder has, with the package to install.
  func unknown(_ name: String) -> TimeZoneError {
    let places = folders.map(\.escaped).joined(separator: " nor ")
    var packages = "package tzdata"
    var advice = ""
    let currentName = currentName(of: name)
    if currentName != nil || Self.isOld(name) { packages += ", since Debian 13 tzdata-legacy" }
    if let currentName, has(currentName) { advice = "; the same zone is \(currentName)" }
    return TimeZoneError("is unknown: it is not in \(places) (\(packages))\(advice)")
  }

  /// Whether a name is one of those before there were regions and cities (tz database, `backward`), as far as its form tells.
  private static func isOld(_ name: String) -> Bool {
    let parts = name.split(separator: "/")
    guard parts.count == 1 else { return ["US", "Brazil", "Canada", "Chile", "Mexico", "SystemV"].contains(parts[0]) }
    return alone.split(separator: " ").contains(Substring(name))
  }

  private static let alone = """
    CET CST6CDT Cuba EET EST EST5EDT Egypt Eire GB GB-Eire GMT GMT+0 GMT-0 GMT0 Greenwich HST Hongkong Iceland Iran Israel \
    Jamaica Japan Kwajalein Libya MET MST MST7MDT NZ NZ-CHAT Navajo PRC PST8PDT Poland Portugal ROC ROK Singapore Turkey UCT \
    Universal W-SU WET Zulu
    """

  /// What an old name of a zone stands for, as the text of the tz database tells that tzdata brings along: `L TARGET NAME`.
  private func currentName(of name: String) -> String? {
    for folder in folders {
      guard let text = try? Directory(path: folder).read("tzdata.zi", limit: 1 << 20) else { continue }
      for line in text.split(separator: UInt8(ascii: "\n")) where line.first == UInt8(ascii: "L") {
        let words = line.split(separator: UInt8(ascii: " "))
        guard words.count == 3, words[2].elementsEqual(name.utf8) else { continue }
        let target = String(decoding: words[1], as: UTF8.self)
        if Self.isName(target) { return target }
      }
    }
    return nil
  }

  private func has(_ name: String) -> Bool {
    folders.contains { folder in (try? Directory(path: folder))?.contains(name) == true }
  }
}
