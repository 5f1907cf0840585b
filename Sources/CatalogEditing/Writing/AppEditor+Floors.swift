public import Catalog
internal import Omaha
internal import XML

extension AppEditor {
  /// A document with the floors of the channels at some versions and nothing else, as `AppSnapshot` reads it; nil when there are none.
  public func floorsDocument(at versions: Set<String>) throws(RepositoryError) -> [UInt8]? {
    let channels = definition.channels.map { channel in
      (channel.name, channel.floors.filter { versions.contains($0.version.text) })
    }.filter { !$0.1.isEmpty }
    guard !channels.isEmpty else { return nil }
    do {
      var document = try AppDocument(
        id: app, name: nil, file: repository.appPath(app), root: repository.root)
      for (name, floors) in channels.reversed() {
        let children = floors.map { NewElement(ChannelElement.floor, $0.attributes) }
        let channel = NewElement("channel", ["name": name], children: children)
        try document.insert(channel, into: document.rootElement(), after: nil)
      }
      return document.text
    } catch {
      throw RepositoryError(.read, repository.appPath(app), detail: "\(error)")
    }
  }
}
