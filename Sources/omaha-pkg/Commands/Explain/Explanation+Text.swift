internal import Catalog
internal import Reports

extension Explanation {
  /// A table per app, then the answer.
  var text: String {
    var text = ""
    for app in apps { text += app.text(at: time) + "\n" }
    if let logged { text += logged.text + "\n" }
    for note in notes { text += "note: \(note.escaped)\n" }
    let lines = response.split(separator: "\n", omittingEmptySubsequences: true)
    return text + lines.map { String($0).escaped + "\n" }.joined()
  }
}

extension LoggedAnswer {
  /// What the log says, and whether it would be the same.
  fileprivate var text: String {
    var table = Table()
    table.add("logged", time)
    if let group { table.add("group", group) }
    if let target { table.add("target", target) }
    if let release { table.add("release", release) }
    table.add("decision", decision)
    table.add("reason", reason)
    switch isSame {
    case true?: table.add("same", "yes")
    case false?: table.add("same", "no: the catalog or the moment is another one")
    case nil: table.add("same", "not compared: the machine asked for no update then")
    }
    return table.text()
  }
}
