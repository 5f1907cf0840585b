/// The name of a command that gives a group what it has at most one of: to add it and to set it are the same.
protocol SettingVerb {
  static var name: String { get }
}

/// `add`
enum AddVerb: SettingVerb {
  static let name = "add"
}

/// `set`
enum SetVerb: SettingVerb {
  static let name = "set"
}
