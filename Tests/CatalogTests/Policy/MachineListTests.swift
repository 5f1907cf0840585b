import Omaha
import Testing

@testable import Catalog

@Suite("Lists of machines")
struct MachineListTests {
  private func list(_ text: String) -> (list: MachineList, faults: [Int]) {
    var faults: [Int] = []
    let list = MachineList(file: "canary.txt", text: Array(text.utf8)) { line, _ in faults.append(line) }
    return (list, faults)
  }

  @Test(
    "a machine is found in whatever spelling it and the list have its ID",
    arguments: [
      "abce671d61774703ac7be60715220bfe", "ABCE671D61774703AC7BE60715220BFE",
      "{abce671d-6177-4703-ac7b-e60715220bfe}", "ABCE671D-6177-4703-AC7B-E60715220BFE", "{rack-7}", "Rack-7",
    ])
  func spellings(id: String) {
    let text = "# canaries\n\n  {ABCE671D-6177-4703-AC7B-E60715220BFE} # the first\r\n\track-7\n"
    #expect(list(text).list.contains(MachineID(id)))
    #expect(list(text).list.count == 2)
    #expect(list(text).faults == [])
    #expect(!list("# \(id)\n").list.contains(MachineID(id)))
  }

  @Test(
    "another machine is not",
    arguments: ["", "abce671d61774703ac7be60715220bff", "abce671d61774703ac7be60715220bf", "rack", "rack-70"])
  func others(id: String) {
    #expect(!list("abce671d61774703ac7be60715220bfe\nrack-7\n").list.contains(MachineID(id)))
  }

  @Test("of 100,000 machines each is found and no other")
  func many() {
    func id(_ number: Int) -> String {
      let digits = String(number &* 2_654_435_761, radix: 16)
      return String(repeating: "0", count: 32 - digits.count) + digits
    }
    let (list, faults) = list((0..<100_000).map { id($0 * 2) }.joined(separator: "\n"))
    #expect(faults.isEmpty && list.count == 100_000)
    #expect((0..<2_000).allSatisfy { list.contains(MachineID(id($0 * 2))) })
    #expect(!(0..<2_000).contains { list.contains(MachineID(id($0 * 2 + 1))) })
  }

  @Test("a byte order mark before the first line is passed over, and nowhere else")
  func byteOrderMark() {
    let marked = list("\u{FEFF}rack-7\r\nrack-8\r\n")
    #expect(marked.faults == [] && marked.list.count == 2)
    #expect(marked.list.contains(MachineID("rack-7")))
    #expect(list("\u{FEFF}").list.count == 0)
    #expect(list("rack-7\n\u{FEFF}rack-8\n").faults == [2])
  }

  @Test(
    "what a table's export has beside IDs is told by its line",
    arguments: [
      "\"abce671d61774703ac7be60715220bfe\"", "abce671d61774703ac7be60715220bfe,",
      "abce671d61774703ac7be60715220bfe;rack-7",
      "rack-7,rack-8", "rack-7, rack-8", "'rack-7'", "\"rack-7\";\"x\"", ",", "{rack-7},",
    ])
  func exported(line: String) {
    #expect(list("rack-1\r\n\(line)\r\nrack-2\r\n").faults == [2])
    #expect(list("rack-1\nrack-2 # \(line)\n").faults == [], "a comment says what it likes")
  }

  @Test(
    "an ID may have what hosts and addresses have",
    arguments: ["02:42:ac:11:00:02", "rack-7.example.com", "rack/7", "user@host", "a+b=c", "(7)", "7%"])
  func unusual(id: String) {
    #expect(list("\(id)\n").faults == [])
    #expect(list("\(id)\n").list.contains(MachineID(id)))
  }

  @Test("what is no ID is told by its line")
  func faults() {
    let long = String(repeating: "a", count: 257)
    #expect(list("ok\ntwo words\n\u{7}\n\(long)\ngrößer\nlast").faults == [2, 3, 4, 5])
  }
}
