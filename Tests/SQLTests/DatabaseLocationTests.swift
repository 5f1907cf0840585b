import SQL
import TestDatabases
import Testing

@Suite struct DatabaseLocationTests {
  @Test("A location is a file or a server")
  func locations() throws {
    #expect(try DatabaseLocation("sqlite:/a b") == .sqlite(path: "/a b"))
    #expect(try DatabaseLocation("sqlite:relative") == .sqlite(path: "relative"))
    for uri in ["postgresql://", "postgresql:///fleet?service=omaha", "postgres://u@h:5432,h2/d"] {
      #expect(try DatabaseLocation(uri) == .postgresql(uri: uri))
    }
  }

  @Test(
    "Anything else is refused", arguments: ["", "sqlite:", "fleet.sqlite", "mysql://h/d", "postgresql:", "sqlite:a\0b"])
  func others(text: String) {
    #expect(failure { _ = try DatabaseLocation(text) }?.code == .location)
  }

  @Test("A URI that libpq cannot read is refused at once, and nothing of it is told")
  func unreadable() {
    for uri in [
      "postgresql://u:se?cret/pw@127.0.0.1/d", "postgresql://h/d?nothing=1", "postgresql://[::1/d",
      "postgresql://u:%zz@h/d",
    ] {
      let error = failure { _ = try DatabaseLocation(uri) }
      #expect(error?.code == .location && error?.detail.hasPrefix("it is no URI of PostgreSQL") == true, "\(uri)")
      #expect(error?.description.contains("cret") == false)
    }
  }

  @Test("No password is shown")
  func description() throws {
    #expect("\(try DatabaseLocation("sqlite:/var/x"))" == "/var/x")
    let uri = "postgresql://me:se:cr@et@db.example:5432/fleet?sslmode=verify-full&password=secret"
    #expect("\(try DatabaseLocation(uri))" == "postgresql://me@db.example:5432/fleet")
    #expect("\(try DatabaseLocation("postgresql://db.example/fleet"))" == "postgresql://db.example/fleet")
  }
}
