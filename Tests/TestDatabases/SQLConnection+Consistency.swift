package import SQL

extension SQLConnection {
  /// The rows of a query as texts.
  package func table(_ query: SQLText, _ columns: Int) throws -> [[String]] {
    try rows(query) { row in (0..<columns).map { row.text($0) } }
  }

  /// What is wrong between `machine` and the tables that go with it: empty when nothing is.
  package func inconsistencies() throws -> [String] {
    let counted = try table("SELECT app, \"group\", version, target, state, reason, machines FROM count", 7)
    // Machines of apps that the catalog does not have are counted together, and rare versions are.
    let found = try table(
      """
      SELECT CASE WHEN refused THEN '' ELSE app END, CASE WHEN refused THEN '' ELSE "group" END,
        CASE WHEN refused THEN '' WHEN is_rare = 1 THEN 'other' ELSE version END, CASE WHEN refused THEN '' ELSE target END,
        state, reason, count(*)
      FROM (SELECT machine.*, reason IN ('unknown-app', 'invalid-app-id') AS refused FROM machine) AS machine
      GROUP BY 1, 2, 3, 4, 5, 6
      """, 7)
    var faults: [String] = []
    for row in Set(counted).symmetricDifference(found) { faults.append("count: \(row)") }
    if try integer("SELECT count(*) FROM machine LEFT JOIN seen USING (number) WHERE seen.number IS NULL") != 0
      || integer("SELECT count(*) FROM seen LEFT JOIN machine USING (number) WHERE machine.number IS NULL") != 0
    {
      faults.append("machine and seen differ")
    }
    if try integer(
      "SELECT count(*) FROM event LEFT JOIN machine ON machine.number = event.machine WHERE machine.number IS NULL")
      != 0
    {
      faults.append("events without a machine")
    }
    if try integer("SELECT count(*) FROM (SELECT app, id FROM machine GROUP BY app, id HAVING count(*) > 1) AS twice")
      != 0
    {
      faults.append("a machine is there twice")
    }
    return faults
  }
}
