package import SQL

/// How many machines there are of each kind, and how often each kind of check-in and of event has come: all that is counted.
package struct FleetTotals: Sendable {
  /// The machines of each kind.
  package var machines: [MachineCount: Int64] = [:]
  /// The check-ins since ever.
  package var checkIns: [CheckInTotal] = []
  /// The events since ever.
  package var events: [EventTotal] = []

  /// Nothing was counted yet.
  package init() {}
}

/// How many check-ins of an app were answered in the same way.
package struct CheckInTotal: Hashable, Sendable {
  /// ``KnownMachine/app``; empty for apps that the catalog does not have.
  package let app: String
  package let decision: String
  package let reason: String
  package let total: Int64

  /// A row of `checkins`.
  package init(app: String, decision: String, reason: String, total: Int64) {
    self.app = app
    self.decision = decision
    self.reason = reason
    self.total = total
  }
}

/// How many events were of the same kind. A number that no client sends by itself is -1.
package struct EventTotal: Hashable, Sendable {
  /// `eventtype`.
  package let type: Int64
  /// `eventresult`.
  package let result: Int64
  /// `errorcode`, without flags.
  package let code: Int64
  package let total: Int64

  /// A row of `reports`.
  package init(type: Int64, result: Int64, code: Int64, total: Int64) {
    self.type = type
    self.result = result
    self.code = code
    self.total = total
  }
}

extension FleetReader {
  /// Everything that is counted.
  package func totals() throws(SQLError) -> FleetTotals {
    var totals = FleetTotals()
    totals.machines = try counts()
    totals.checkIns = try connection.rows("SELECT app, decision, reason, total FROM checkins") {
      CheckInTotal(app: $0.text(0), decision: $0.text(1), reason: $0.text(2), total: $0.integer(3))
    }
    totals.events = try connection.rows("SELECT type, result, code, total FROM reports") {
      EventTotal(type: $0.integer(0), result: $0.integer(1), code: $0.integer(2), total: $0.integer(3))
    }
    return totals
  }
}
