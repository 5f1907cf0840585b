import Foundation
import Testing
import TestSupport

/// What a command says when something is not there: what there is instead, and what to do.
@Suite("Remedies")
struct RemedyTests {
  let shop: Workshop

  init() throws {
    shop = try Workshop { shop in
      try shop.folder.write("hello", to: "update.gz")
      try shop.folder.write("delta", to: "delta.gz")
      for version in ["1.0", "2.0"] {
        try shop.expect("add @update.gz --app com.example.agent --version \(version) --arch amd64 --channel stable")
      }
    }
  }

  @Test(
    "A release of another architecture is named with the architectures that it has",
    arguments: [
      "promote 2.0 --channel stable --arch arm64", "promote 2.0 --channel stable --arch all", "show 2.0 --arch all",
      "export --version 2.0 --arch arm64 --output b",
    ])
  func architecture(words: String) throws {
    let errors = try shop.expect(words, exit: 66).errors
    #expect(errors.contains("there is no release 2.0 for ") && errors.contains(", only for amd64\n"), "\(errors)")
    #expect(!errors.contains("the nearest is"), "\(errors)")
  }

  @Test("Nothing is removed for an architecture that a release does not have, and those that it has are named")
  func removedArchitecture() throws {
    let run = try shop.expect("remove 1.0 --arch all")
    #expect(
      run.line == "there is no release 1.0 for all of com.example.agent, only for amd64: nothing to remove",
      "\(run.output)")
    func help(_ command: String) throws -> String {
      try shop.expect("\(command) --help").output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    #expect(try help("remove").contains("all is the release for machines of every one"))
    #expect(try help("floor add").contains("all is for every one"))
  }

  @Test(
    "The nearest version is one next to it, by its numbers",
    arguments: [("0.5", "1.0"), ("9.9", "2.0"), ("1.9", "1.10"), ("1.2", "1.0"), ("2.1", "2.0"), ("1.1000", "1.10")])
  func nearest(version: String, nearest: String) throws {
    try shop.expect("add @update.gz --version 1.10 --arch amd64")
    let errors = try shop.expect("block add \(version)").errors
    #expect(errors.contains("there is no release \(version) of com.example.agent yet; the nearest is \(nearest)\n"))
  }

  @Test("A floor below a target needs its release, and the nearest is named")
  func floor() throws {
    let run = try shop.expect("floor add 1.1", exit: 78)
    #expect(run.errors.contains("error: there is no release 1.1 of com.example.agent\n"), "\(run.errors)")
    #expect(run.errors.contains("hint: the nearest is 1.0; "), "\(run.errors)")
    #expect(try shop.expect("floor add 3.0").errors.contains("there is no release 3.0 of com.example.agent yet"))
    #expect(try shop.expect("block set 3.0 --reason x", exit: 66).output == "")
    #expect(
      try shop.expect("floor set 3.0 --reason x").output == "channel stable: the reason of floor 3.0 is set now\n")
  }

  @Test("Of versions that are the same only those that there are are named")
  func same() throws {
    try shop.expect("block add 1.0")
    #expect(try shop.expect("block remove 1.0.0").errors == "")
  }

  @Test("A group that is there with another rollout is changed by what the hint says")
  func rollout() throws {
    try shop.expect("group add h --channel stable --over 3d")
    let errors = try shop.expect("group add h --channel stable --over 1d12h --steps 5,100", exit: 73).errors
    let hint = try #require(errors.firstMatch(of: #/hint: `omaha-pkg (rollout set [^`]*)` changes it/#)).1
    #expect(try shop.expect(String(hint)).output.hasSuffix(" now\n"), "\(hint)")
    #expect(try shop.appXML().contains("<rollout over=\"P1DT12H\" steps=\"5,100\"/>"))
  }

  @Test("A delta is from a version as its release writes it")
  func delta() throws {
    let add = "add @delta.gz --version 2.0 --previous"
    let added = try shop.expect("\(add) 1.0.0")
    #expect(added.output.contains("added 2.0 amd64 from 1.0 of ") && added.errors == "", "\(added.errors)")
    #expect(try shop.expect("\(add) 1.0").output.contains("is there already"))
    let unknown = try shop.expect("\(add) 1.1")
    #expect(
      unknown.errors.contains(
        "warning: there is no release 1.1 of com.example.agent yet; the nearest is 1.0; the delta is for machines that run exactly 1.1"
      ), "\(unknown.errors)")
    #expect(try shop.expect("remove 2.0 --previous 1.1.0").output.contains("removed 2.0 amd64 from 1.1 of "))
    #expect(try shop.expect("remove 2.0 --previous 1.0.0").output.contains("removed 2.0 amd64 from 1.0 of "))
    #expect(try shop.expect("remove 2.0 --previous 1.0.0").output.contains("nothing to remove"))
  }

  @Test("A second undo says how to go one further back")
  func undo() throws {
    try shop.expect("floor add 1.0")
    try shop.expect("pause")
    try shop.expect("undo")
    let again = try shop.expect("undo")
    #expect(again.output.contains("is undone already"))
    let hint = try #require(again.errors.firstMatch(of: /`omaha-pkg (undo [0-9]+ --app [a-z.]+)` takes back/))
    #expect(try shop.expect("\(hint.1)").output.contains("is undone now: floor add 1.0"))
  }

  @Test(
    "An option that is like no other suggests none",
    arguments: ["promote 1.0 --c stable", "channel add x --x", "list --oh", "export --x"])
  func option(words: String) throws {
    let errors = try shop.expect(words, exit: 64).errors
    #expect(!errors.contains("did you mean") && errors.contains("--help` shows what it has"), "\(errors)")
  }

  @Test("What may not be read is there", .enabled(if: getuid() == 0))
  func unreadable() throws {
    func asNobody(_ words: String) throws -> Run {
      try Program.run(
        "setpriv",
        ["--reuid=65534", "--regid=65534", "--clear-groups", Program.omahaPkg] + shop.arguments(words),
        environment: ["OMAHA_ROOT": shop.root])
    }
    try Program.output(of: "chmod", ["755", shop.folder.path])
    try Program.output(of: "chmod", ["700", "\(shop.root)/catalog/com.example.agent"])
    let app = try asNobody("history --app com.example.agent")
    #expect(app.status == 74 && !app.errors.contains("there is no app"), "\(app.errors)")
    #expect(app.errors.contains("belongs to root"), "\(app.errors)")
    let list = try asNobody("list")
    #expect(list.errors.contains("belongs to root") && !list.errors.contains("correct it"), "\(list.errors)")
    try Program.output(of: "chmod", ["700", shop.root])
    for words in ["list", "history --app com.example.agent", "promote 2.0 --channel stable"] {
      let run = try asNobody(words)
      #expect(run.status == 74 && !run.errors.contains("init"), "\(words)\n\(run.errors)")
      #expect(run.errors.contains("belongs to root"), "\(run.errors)")
    }
  }

  @Test("mirror and probe take the app that is meant")
  func meant() throws {
    let mirror = "mirror http://127.0.0.1:1/ --channel stable --unsigned --retry 0"
    for words in [mirror, "probe http://127.0.0.1:1/ --version 1.0"] {
      #expect(try shop.expect(words, exit: 69).errors.contains("127.0.0.1"))
    }
    let nowhere = try Program.run(
      Program.omahaPkg, ["probe", "http://127.0.0.1:1/", "--version", "1.0"],
      environment: ["OMAHA_ROOT": "/nonexistent", "OMAHA_APP": ""])
    #expect(nowhere.status == 64 && nowhere.errors.contains("which app? name it with --app, or in OMAHA_APP"))
  }
}
