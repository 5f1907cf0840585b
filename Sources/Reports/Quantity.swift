/// A number with its noun: `1 app`, `2 apps`.
package func quantity(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
