import Foundation
import Testing
import TestSupport

@Suite("omaha-pkg import")
struct ImportTests {
  static let app = "--app com.example.agent"

  /// What the source's policy says, in the sentences of the commands.
  static let states = [
    "channel stable is there", "channel stable amd64 is at 1.1", "channel beta amd64 is at 1.3",
    "channel stable: 0.9 is a floor", "channel beta: 1.3 is blocked", "group lab is there",
    "group lab is pinned to 1.0",
  ]

  let source: Workshop
  let shop: Workshop

  init() throws {
    source = try Workshop(for: "bundle source", ExportTests.prepare)
    shop = try Workshop()
  }

  /// Exports from the source into a file of the destination's operator.
  private func export(_ words: String, to name: String = "in.tar") throws {
    try source.expect("export --output \(shop.folder.path(of: name)) \(words)")
  }

  /// The folders of a repository but its lock, which only a writer leaves, and its history.
  private func content(_ shop: Workshop) throws -> [String: String] {
    try Snapshot(shop).files
  }

  private func makeKeys() throws {
    for name in ["key", "other"] {
      let (key, pub) = (shop.folder.path(of: "\(name).pem"), shop.folder.path(of: "\(name).pub"))
      try Program.output(of: "openssl", ["genpkey", "-algorithm", "ed25519", "-out", key])
      try Program.output(of: "openssl", ["pkey", "-in", key, "-pubout", "-out", pub])
    }
  }

  @Test("brings releases and payloads, which the catalog serves; the same again changes nothing")
  func twice() throws {
    try export("")
    let first = try shop.expect("import @in.tar")
    #expect(first.output.contains("added 1.1 amd64 of com.example.agent: update.gz, 5 bytes; oem-azure.gz, 3 bytes"))
    #expect(first.errors.contains("warning: the bundle is not signed"))
    try shop.expect("check")
    #expect(try shop.expect("verify").output == "ok: 8 payloads verified\n")
    let left = try content(shop)
    let second = try shop.expect("import @in.tar")
    #expect(
      second.output.hasSuffix("nothing changed\n")
        && second.output.contains("1.1 amd64 of com.example.agent is there already"))
    #expect(try shop.expect("import @in.tar --format json").output.contains("\"changed\" : false"))
    #expect(try content(shop) == left)
    // Byte by byte what it was, and no channel.
    for (name, text) in try content(source) where name.contains("/releases/") || name.contains("/payloads/") {
      #expect(left[name] == text, "\(name)")
    }
    #expect(try !shop.appXML().contains("channel"))
    #expect(shop.folder.files().filter { $0.contains(".omaha-") } == [])
  }

  @Test("works through a pipe, without a file")
  func pipe() throws {
    let pkg = Program.omahaPkg
    let run = try Program.run(
      "/bin/bash",
      [
        "-c",
        "set -o pipefail; '\(pkg)' export --root '\(source.root)' --output - | '\(pkg)' import - --root '\(shop.root)'",
      ])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.hasPrefix("verified: the bundle is whole\n"))
    let fast = try Program.run(
      "/bin/bash",
      [
        "-c",
        "'\(pkg)' export --root '\(source.root)' --output - --unverified | '\(pkg)' import - --root '\(shop.root)'",
      ])
    #expect(fast.status == 0 && fast.output.hasSuffix("nothing changed\n"), "\(fast.errors)")
    #expect(try shop.expect("verify").output == "ok: 8 payloads verified\n")
    // A pipe that ends early, and one with nothing.
    for command in ["'\(pkg)' export --root '\(source.root)' --output - | head -c 9000", "true"] {
      let other = try Workshop()
      let cut = try Program.run("/bin/bash", ["-c", "\(command) | '\(pkg)' import - --root '\(other.root)'"])
      #expect(cut.status == 1 && cut.errors.contains("cut off"), "\(cut.status) \(cut.errors)")
      #expect(other.folder.files() == ["root/catalog/.lock"] || other.folder.files() == [])
    }
  }

  @Test("works on a named pipe and from a program that gives a byte at a time")
  func slowPipe() throws {
    try export("--version 0.5")
    let run = try Program.run(
      "/bin/bash",
      [
        "-c",
        "dd if='\(shop.folder.path(of: "in.tar"))' bs=7 2>/dev/null | '\(Program.omahaPkg)' import <(cat) --root '\(shop.root)'",
      ])
    #expect(run.status == 0, "\(run.errors)")
    try shop.expect("verify")
  }

  @Test("a signature that is asked for has to be there and valid; what was not checked is said")
  func signatures() throws {
    try makeKeys()
    let key = shop.folder.path(of: "key.pem")
    try export("--version 1.1 --key \(key)", to: "signed.tar")
    try export("--version 1.1", to: "unsigned.tar")
    for words in ["@signed.tar --public-key @other.pub", "@unsigned.tar --public-key @key.pub"] {
      let run = try shop.expect("import \(words)", exit: 1)
      #expect(run.errors.contains("signed") && run.output.isEmpty, "\(run.errors)")
      #expect(try content(shop) == [:])
    }
    for words in ["@signed.tar --public-key @key.pem", "@signed.tar --public-key @unsigned.tar"] {
      try shop.expect("import \(words)", exit: 64)
    }
    let unchecked = try shop.expect("import @signed.tar --dry-run")
    #expect(unchecked.errors.contains("the bundle is signed, and nobody checked by whom"))
    let valid = try shop.expect("import @signed.tar --public-key @key.pub --format json")
    #expect(valid.output.contains("\"signature\" : \"valid\"") && valid.errors == "")
    #expect(try shop.expect("import @signed.tar --format json").output.contains("\"signature\" : \"unchecked\""))
    #expect(try shop.expect("import @unsigned.tar --format json").output.contains("\"signature\" : \"none\""))
    // One byte of what is signed, with its hash listed anew.
    var archive = Archive(bundle: try shop.folder.bytes("signed.tar"))
    archive["update.gz"].bytes = Array("HELLO".utf8)
    try archive.listHashes()
    try shop.folder.write(archive.bytes, to: "forged.tar")
    let forged = try shop.expect("import @forged.tar --public-key @key.pub", exit: 1)
    #expect(forged.errors.contains("was changed after it was signed"), "\(forged.errors)")
  }

  @Test("a dry run verifies everything, says what would be done, and writes nothing")
  func dryRun() throws {
    try export("--policy")
    let files = shop.folder.files()
    let run = try shop.expect("import @in.tar --dry-run --policy")
    #expect(run.output.contains("would make app com.example.agent\nwould add 0.5 amd64"))
    #expect(run.output.contains("+  <channel name=\"stable\">"), "\(run.output)")
    let promoted = try shop.expect("import @in.tar --dry-run --promote stable").output
    let pointed = "would make channel stable of com.example.agent\nwould point channel stable amd64 to 1.3\n"
    #expect(promoted.contains(pointed), "\(promoted)")
    #expect(shop.folder.files() == files)
    var archive = Archive(bundle: try shop.folder.bytes("in.tar"))
    archive.entries[archive.entries.count - 1].bytes[0] ^= 1
    try shop.folder.write(archive.bytes, to: "bad.tar")
    try shop.expect("import @bad.tar --dry-run", exit: 1)
  }

  @Test("a dry run says once that a channel would be made, whatever has releases")
  func severalArchitectures() throws {
    try source.expect("add @update.gz --app org.other --version 1.0 --arch amd64")
    try source.expect("add @update.gz --app org.other --version 1.0 --arch arm64")
    try source.expect("export --app org.other --output \(shop.folder.path(of: "in.tar"))")
    let lines = try shop.expect("import @in.tar --dry-run --promote stable").output.split(separator: "\n").suffix(3)
    #expect(
      lines == [
        "would make channel stable of org.other", "would point channel stable amd64 to 1.0",
        "would point channel stable arm64 to 1.0",
      ])
  }

  private static let smallDisk = """
    set -e
    mount -t tmpfs -o size=64k none "$1/disk"
    cp -a "$1/root" "$1/disk/root"
    "$2" import "$1/in.tar" --dry-run --root "$1/disk/root"
    """

  @Test("a dry run says that there is no room", .enabled(if: Mounts.areAllowed))
  func noRoom() throws {
    try source.folder.write(String(repeating: "x", count: 100_000), to: "large.gz")
    try source.expect("add @large.gz \(Self.app) --version 2.0")
    try export("")
    try shop.folder.makeFolder("disk")
    let run = try Program.run(
      "unshare", ["-rm", "/bin/bash", "-c", Self.smallDisk, "small", shop.folder.path, Program.omahaPkg])
    #expect(run.status == 73 && run.errors.contains("no space left on device: the payloads take"), "\(run.errors)")
  }

  @Test("a version that exists with other bytes is refused, and everything stays as it was")
  func otherBytes() throws {
    try shop.folder.write("world", to: "update.gz")
    try shop.expect("add @update.gz \(Self.app) --version 1.2")
    try export("")
    let before = try content(shop)
    for words in ["", "--dry-run"] {
      let run = try shop.expect("import @in.tar \(words)", exit: 73)
      #expect(run.errors.contains("1.2 amd64 of com.example.agent exists with other payloads than in the bundle"))
    }
    #expect(try content(shop) == before)
    // So is one that is the same version to every machine.
    try shop.expect("remove 1.2 \(Self.app)")
    try shop.expect("add @update.gz \(Self.app) --version 1.1.0")
    try shop.expect("import @in.tar", exit: 73)
  }

  @Test("payloads of known releases that were lost, cut off or changed are put back")
  func restoring() throws {
    try export("")
    try shop.expect("import @in.tar")
    let left = try content(shop)
    try shop.folder.write("HELLO", to: Workshop.payload("1.1", "update.gz"))
    try shop.folder.write("hel", to: Workshop.payload("1.2", "update.gz"))
    try FileManager.default.removeItem(atPath: shop.root + "/payloads/com.example.agent/1.3")
    #expect(try shop.expect("import @in.tar --dry-run").output.contains("would put update.gz of 1.1 amd64"))
    let run = try shop.expect("import @in.tar")
    for version in ["1.1", "1.2", "1.3"] {
      #expect(run.output.contains("put update.gz of \(version) amd64 of com.example.agent back\n"), "\(run.output)")
    }
    #expect(try content(shop) == left)
  }

  @Test("a policy comes only when it is asked for, with its lists, and can be undone")
  func policy() throws {
    try shop.folder.write("hello", to: "update.gz")
    try shop.expect("add @update.gz \(Self.app) --version 0.1 --channel nightly")
    let before = try shop.appXML()
    try export("--policy")
    let plain = try shop.expect("import @in.tar")
    #expect(plain.errors.contains("has a policy of com.example.agent, which was not applied"))
    #expect(try shop.appXML() == before)
    let run = try shop.expect("import @in.tar --policy")
    #expect(run.output.contains("policy of com.example.agent is that of the bundle now"))
    for state in Self.states + ["channel nightly is removed"] {
      #expect(run.output.contains("\n\(state) now\n"), "\(state): \(run.output)")
    }
    #expect(try shop.appXML() == source.appXML())
    #expect(try shop.folder.text("root/catalog/com.example.agent/lab.txt") == "m1\n")
    #expect(try shop.expect("import @in.tar --policy").output.hasSuffix("bundle already\nnothing changed\n"))
    let dry = try shop.expect("import @in.tar --policy --dry-run")
    #expect(dry.output.hasSuffix("nothing would change\n") && !dry.errors.contains("no change"), "\(dry.errors)")
    try shop.expect("undo \(Self.app)")
    #expect(try shop.appXML() == before)
    // A new app is there at once with all that it says.
    let other = try Workshop()
    let new = try other.expect("import \(shop.folder.path(of: "in.tar")) --policy").output
    for state in Self.states { #expect(new.contains("\n\(state) now\n"), "\(state): \(new)") }
    #expect(new.hasSuffix("policy of com.example.agent is that of the bundle now\n"), "\(new)")
    #expect(try other.appXML() == source.appXML())
    try other.expect("check")
    // What came with it can be undone, too.
    #expect(try other.expect("history \(Self.app)").output.contains("import"))
    try other.expect("undo \(Self.app)")
    #expect(try !other.appXML().contains("channel") && !other.folder.has("root/catalog/com.example.agent/lab.txt"))
    try other.expect("undo 2 \(Self.app)")
    #expect(try other.appXML() == source.appXML())
    #expect(try other.folder.text("root/catalog/com.example.agent/lab.txt") == "m1\n")
    try export("--version 0.5", to: "none.tar")
    try shop.expect("import @none.tar --policy", exit: 66)
  }

  @Test("a policy that would not load changes nothing, the releases neither")
  func brokenPolicy() throws {
    try export("--policy")
    for (old, new) in [("version=\"1.1\"", "version=\"7.7\""), ("</app>", "<bad/></app>"), ("<app", "<pp")] {
      var archive = Archive(bundle: try shop.folder.bytes("in.tar"))
      archive["app.xml"].bytes = Array(
        String(decoding: archive["app.xml"].bytes, as: UTF8.self).replacing(old, with: new).utf8)
      try archive.listHashes()
      try shop.folder.write(archive.bytes, to: "bad.tar")
      // Also where the payloads never come: what is known before them is told before them.
      archive.entries.removeLast(5)
      try shop.folder.write(archive.bytes, to: "cut.tar")
      for words in ["@bad.tar", "@bad.tar --dry-run", "@cut.tar", "@cut.tar --dry-run"] {
        let run = try shop.expect("import \(words) --policy", exit: 78)
        #expect(run.errors.contains("nothing was changed") && !run.errors.contains("omaha-tmp"), "\(run.errors)")
      }
      #expect(try content(shop) == [:])
      #expect(shop.folder.files().filter { $0.contains(".omaha-") } == [])
    }
  }

  @Test("channels are pointed to what comes only when it is asked for, and never backwards by mistake")
  func promotion() throws {
    try export("--version 1.1 --version 1.0")
    let first = try shop.expect("import @in.tar --promote stable")
    #expect(first.output.contains("channel stable amd64 is at 1.1 now"))
    #expect(try shop.expect("import @in.tar --promote stable").output.hasSuffix("already\nnothing changed\n"))
    try export("--version 0.9", to: "old.tar")
    let before = try content(shop)
    let run = try shop.expect("import @old.tar --promote stable", exit: 1)
    #expect(run.errors.contains("which is newer than 0.9"), "\(run.errors)")
    #expect(try content(shop) == before)
    try shop.expect("import @old.tar --promote stable --backwards")
    #expect(try shop.appXML().contains("version=\"0.9\""))
    try shop.expect("import @old.tar --backwards", exit: 64)
    try shop.expect("import @in.tar --policy --promote stable", exit: 64)
  }

  @Test("an old policy points no channel back to an older version or to a blocked one, unless it says so")
  func oldPolicy() throws {
    try export("--policy --version 1.3", to: "old.tar")
    try source.expect("promote 1.2 \(Self.app) --channel stable")
    try export("--policy --version 1.3", to: "new.tar")
    try shop.expect("import @new.tar --policy")
    // The channel is at 1.3 still, which the bundle blocks too.
    #expect(try shop.expect("import @new.tar --policy").output.hasSuffix("nothing changed\n"))
    func refused(_ message: String, _ hint: String) throws {
      let before = try content(shop)
      for words in ["--policy", "--policy --dry-run"] {
        let run = try shop.expect("import @old.tar \(words)", exit: 1)
        #expect(
          run.errors == """
            omaha-pkg: error: channel "stable" of com.example.agent \(message)
            omaha-pkg: hint: \(hint)

            """)
        #expect(run.output == "")
      }
      #expect(try content(shop) == before)
    }
    try refused("points to 1.2 for amd64, which is newer than 1.1", "with --backwards it is done")
    try shop.expect("promote 1.0 \(Self.app) --channel stable --backwards")
    try shop.expect("block add 1.1 \(Self.app) --channel stable --reason loops")
    try refused(
      "blocks 1.1 (loops)",
      "`omaha-pkg block remove 1.1 --channel stable --app com.example.agent` unblocks it; with --backwards it is done")
    try shop.expect("import @old.tar --policy --backwards --dry-run")
    try shop.expect("import @old.tar --policy --backwards")
    #expect(try shop.appXML().contains("version=\"1.1\"") && !shop.appXML().contains("loops"))
    try shop.expect("import @old.tar --policy --create", exit: 64)
  }

  @Test("what the bundle's own policy blocks is refused as a target, too")
  func blockedByBundle() throws {
    try export("--policy")
    try shop.expect("import @in.tar --policy")
    try shop.expect("promote 1.2 \(Self.app) --channel beta --backwards")
    let run = try shop.expect("import @in.tar --policy", exit: 1)
    #expect(run.errors.contains("channel \"beta\" of com.example.agent blocks 1.3\n"), "\(run.errors)")
    try shop.expect("import @in.tar --policy --backwards")
  }

  @Test("the releases of an app appear at once, in the folder's place, with all that lay there")
  func exchange() throws {
    try shop.folder.write("hello", to: "update.gz")
    try shop.expect("add @update.gz \(Self.app) --version 0.1 --channel stable")
    let releases = "root/catalog/com.example.agent/releases"
    try shop.folder.write("notes", to: "\(releases)/README")
    try shop.folder.setPermissions(0o750, of: releases)
    let old = try shop.folder.inode(releases)
    try export("")
    try shop.expect("import @in.tar")
    #expect(try shop.folder.inode(releases) != old)
    #expect(shop.folder.names(releases).count == 9 && shop.folder.has("\(releases)/README"))
    let mode = try FileManager.default.attributesOfItem(atPath: shop.folder.path(of: releases))[.posixPermissions]
    #expect(mode as? Int == 0o750)
    // A folder in it cannot be moved along: then one release comes after the other.
    try shop.expect("remove 1.2 \(Self.app)")
    try shop.expect("remove 0.5 \(Self.app)")
    try shop.folder.makeFolder("\(releases)/.git")
    let kept = try shop.folder.inode(releases)
    try shop.expect("import @in.tar")
    #expect(try shop.folder.inode(releases) == kept)
    #expect(try shop.expect("verify").output == "ok: 9 payloads verified\n")
  }

  @Test("a payload that is broken is refused unless it is forced")
  func broken() throws {
    var payload = CrAUFile().bytes
    payload.removeLast(5)
    try source.folder.write(payload, to: "broken.gz")
    try source.expect("add @broken.gz \(Self.app) --version 3.0 --force")
    try export("--version 3.0")
    for words in ["", "--dry-run"] {
      let run = try shop.expect("import @in.tar \(words)", exit: 1)
      #expect(run.errors.contains("broken.gz of 3.0 amd64 of com.example.agent is broken"), "\(run.errors)")
      #expect(try content(shop) == [:])
    }
    try shop.expect("import @in.tar --force --dry-run")
    try shop.expect("import @in.tar --force")
  }

  @Test("a dry run finds in a large payload what the import finds, and nothing in a sound one")
  func samples() throws {
    let key = try SignedPayload.Key(in: source.folder)
    // Larger than what a dry run keeps of its end.
    let data = [UInt8](repeating: 7, count: 3 << 20)
    try source.folder.write(try SignedPayload(data, by: key).bytes, to: "whole.gz")
    try source.folder.write(try SignedPayload(data, by: key).bytes.dropLast(), to: "cut.gz")
    try source.folder.write(Array("CrAU".utf8), to: "short.gz")
    for (version, name) in [("4.0", "whole.gz"), ("5.0", "cut.gz"), ("6.0", "short.gz")] {
      try source.expect("add @\(name) \(Self.app) --version \(version) --force")
      try export("--version \(version)")
      let dry = try shop.run("import @in.tar --dry-run")
      let real = try shop.run("import @in.tar")
      #expect(dry.status == (name == "whole.gz" ? 0 : 1) && real.status == dry.status, "\(name): \(dry.errors)")
      if name != "whole.gz" { #expect(dry.errors == real.errors) }
    }
    let run = try Program.run(
      Program.omahaPkg, shop.arguments("import @in.tar --dry-run"),
      environment: ["OMAHA_ROOT": shop.root, "TMPDIR": shop.folder.path(of: "none")])
    #expect(run.status == 73 && run.errors.contains("hint: set TMPDIR to a folder"), "\(run.errors)")
  }

  @Test("a delta that the release says is for every version is refused, forced or not")
  func delta() throws {
    let key = try SignedPayload.Key(in: source.folder)
    let delta = try SignedPayload([1, 2, 3], by: key, isDelta: true).bytes
    try source.folder.write(delta, to: "delta.gz")
    try source.expect("add @delta.gz \(Self.app) --version 3.0 --previous 1.0 --force")
    try export("--version 3.0", to: "delta.tar")
    try shop.folder.write("hello", to: "update.gz")
    try shop.expect("import @delta.tar")
    // The same payload in a release for all.
    var archive = Archive(bundle: try shop.folder.bytes("delta.tar"))
    for index in archive.entries.indices {
      archive.entries[index].name.replace("amd64_from_1.0", with: "amd64")
      archive.entries[index].name.replace("amd64-from-1.0", with: "amd64")
    }
    archive[".xml"].bytes = Array(
      String(decoding: archive[".xml"].bytes, as: UTF8.self).replacing(" previousversion=\"1.0\"", with: "")
        .replacing(" IsDeltaPayload=\"true\"", with: "").replacing("amd64_from_1.0", with: "amd64").utf8)
    try archive.listHashes()
    try shop.folder.write(archive.bytes, to: "in.tar")
    for words in ["", "--dry-run", "--force"] {
      let run = try Workshop().expect("import \(shop.folder.path(of: "in.tar")) \(words)", exit: 1)
      #expect(run.errors.contains("is a delta payload"), "\(run.errors)")
    }
  }

  @Test("pointing a channel to what comes sets the floors that it had, so that no machine jumps over one")
  func floors() throws {
    for (words, channel) in [("--channel stable", "stable"), ("--channel stable", "other"), ("--policy", "stable")] {
      let other = try Workshop()
      try export(words)
      let bundle = shop.folder.path(of: "in.tar")
      let dry = try other.expect("import \(bundle) --dry-run --promote \(channel)")
      #expect(dry.output.contains("would make 0.9 a floor of channel \(channel)"), "\(dry.output)")
      let plain = try other.expect("import \(bundle)")
      #expect(plain.errors.contains("the bundle has floors of com.example.agent (stable: 0.9)"), "\(plain.errors)")
      let run = try other.expect("import \(bundle) --promote \(channel)")
      #expect(run.output.contains("channel \(channel): 0.9 is a floor now"), "\(run.output)")
      #expect(try other.appXML().contains("<floor version=\"0.9\"/>"))
      try other.expect("check")
      let again = try other.expect("import \(bundle) --promote \(channel)")
      #expect(again.output.hasSuffix("nothing changed\n"), "\(again.output)")
    }
    // One that nobody can read.
    try export("--channel stable")
    var archive = Archive(bundle: try shop.folder.bytes("in.tar"))
    archive["floors.xml"].bytes = Array("<app".utf8)
    try archive.listHashes()
    try shop.folder.write(archive.bytes, to: "bad.tar")
    try shop.expect("import @bad.tar", exit: 78)
  }

  @Test("a bundle that tar packed again is the same bundle")
  func repacked() throws {
    try export("--policy")
    try shop.folder.makeFolder("x")
    let names = Archive(bundle: try shop.folder.bytes("in.tar")).entries.map(\.name)
    try Program.output(of: "tar", ["xf", shop.folder.path(of: "in.tar"), "-C", shop.folder.path(of: "x")])
    for format in ["ustar", "pax", "gnu"] {
      let other = try Workshop()
      try Program.output(
        of: "tar",
        ["cf", shop.folder.path(of: "\(format).tar"), "--format=\(format)", "-C", shop.folder.path(of: "x")] + names)
      try other.expect("import \(shop.folder.path(of: "\(format).tar"))")
      try other.expect("verify")
    }
  }

  @Test("neither side keeps a payload in memory")
  func memory() throws {
    let path = try source.folder.write("", to: "large.gz")
    try Program.output(of: "truncate", ["-s", "300M", path])
    try source.expect("add @large.gz --link --app org.large --version 1.0")
    // Each is looked at when all but the last megabytes have passed.
    let script = """
      set -euo pipefail
      mkfifo "$1/out" "$1/in"
      "$3" export --app org.large --output "$1/out" --root "$2" >&2 & export=$!
      "$3" import "$1/in" --root "$1/root" >&2 & import=$!
      exec 4<"$1/out" 5>"$1/in"
      dd bs=64K count=4700 iflag=fullblock <&4 >&5 2>/dev/null
      grep VmHWM "/proc/$export/status" "/proc/$import/status"
      cat <&4 >&5
      exec 5>&-
      wait "$export"
      wait "$import"
      """
    let run = try Program.run(
      "/bin/bash", ["-c", script, "memory", shop.folder.path, source.root, Program.omahaPkg])
    #expect(run.status == 0, "\(run.errors)")
    let peaks = run.lines.compactMap { $0.split(separator: " ").dropLast().last.flatMap { Int($0) } }
    #expect(peaks.count == 2 && peaks.allSatisfy { (1..<64 << 10).contains($0) }, "\(run.output)")
    try shop.expect("verify")
  }

  @Test("what cannot be read is told")
  func unreadable() throws {
    try shop.expect("import @missing.tar", exit: 66)
    try shop.folder.makeFolder("folder")
    try shop.expect("import @folder", exit: 74)
    try shop.expect("import", exit: 64)
    let none = try Workshop(initialized: false)
    try none.expect("import @x.tar", exit: 66)
  }
}
