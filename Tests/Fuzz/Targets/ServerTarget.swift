/// A connection to a running server: whatever comes over its socket, the answer is whole records, the connection ends when the peer
/// has said all, and a request on another connection is answered as before.
///
/// When the input begins with a line feed, what follows is a ``RecordStream``'s plan.
struct ServerTarget: FuzzTarget {
  static let name = "server"

  private let repository: FuzzRepository
  private let server: RunningServer
  private var good: FuzzPeer
  private let expected: [UInt8]

  init() throws {
    repository = try FuzzRepository()
    server = try RunningServer(repository)
    good = try FuzzPeer(server.path)
    expected = try good.ask()
    try require(String(decoding: expected, as: UTF8.self).hasPrefix("Status: 200 OK"), "the first answer is none")
  }

  mutating func check(_ input: [UInt8]) throws {
    let bytes = input.first == UInt8(ascii: "\n") ? RecordStream(plan: input.dropFirst()).bytes : input
    let peer = try FuzzPeer(server.path)
    try peer.say(bytes)
    try peer.hearAll()
    let answer = try good.ask()
    // Seconds of the day may have passed.
    try require(answer.count.distance(to: expected.count).magnitude < 8, "a good request gets another answer")
    try require(answer.starts(with: Array("Status: 200 OK".utf8)), "a good request is refused")
  }
}
