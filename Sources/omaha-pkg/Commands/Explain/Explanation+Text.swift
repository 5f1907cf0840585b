internal import Catalog
internal import Reports

extension Explanation {
  /// A table per app, then the answer.
  var text: String {
    var text = ""
    for app in apps { text += app.text(at: time) + "\n" }
    for notice in notices { text += "note: \(notice.escaped)\n" }
    let lines = response.split(separator: "\n", omittingEmptySubsequences: true)
    return text + lines.map { String($0).escaped + "\n" }.joined()
  }
}
