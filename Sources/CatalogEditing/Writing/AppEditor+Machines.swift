internal import Catalog
internal import Omaha
internal import XML

/// Lists of machines. Each group has one of its own, beside `app.xml`.
extension AppEditor {
  /// Gives a group a list of machines, or takes it away.
  ///
  /// A list that nothing else changes with takes the place of the group's old one, by one step. Otherwise it gets another name:
  /// `app.xml` then changes from the old list to the new one together with everything else.
  mutating func setMachines(_ machines: GroupChanges.Machines, of group: String) throws(RepositoryError) {
    let old = self.group(named: group)?.selector.machines?.file
    let sharers = groups.filter { $0.isHotfix(of: group) && $0.selector.machines?.file == old }.map(\.name)
    let isOwn = old.map { owns(list: $0, group, besides: sharers) } ?? false
    switch machines {
    case .everybody:
      for name in [group] + sharers { try setMachinesFile(nil, of: name) }
      if let old, isOwn { removedLists.append(old) }
    case .file(let name): try setMachinesFile(name, of: group)
    case .listed(let bytes, let path):
      try setList(bytes, from: path, of: [group] + (old == nil ? [] : sharers), old: old, isOwn: isOwn)
    }
  }

  private mutating func setList(
    _ bytes: [UInt8], from path: String, of names: [String], old: String?, isOwn: Bool
  ) throws(RepositoryError) {
    let new = try Self.list(bytes, from: path)
    let directory = try Directory(path: repository.catalogPath).directory(app.key)
    let before = old.flatMap { try? directory.read($0, limit: MachineList.maximumSize) }
    if isOwn, before == bytes { return }
    var name = old ?? ""
    if !isOwn || document.text != original {
      name = try freeName(for: names[0], bytes, in: directory)
      for group in names { try setMachinesFile(name, of: group) }
      if let old, isOwn { removedLists.append(old) }
    }
    lists.append(PendingFile(name: name, bytes: bytes))
    note(new, named: name, from: .file(path), before: before)
  }

  /// Notes what becomes of a list.
  mutating func note(_ new: MachineList, named name: String, from source: ListChange.Source, before: [UInt8]?) {
    let old = before.map { MachineList(file: "", text: $0) { _, _ in } }
    listChanges.append(
      ListChange(source: source, name: name, added: new.count(without: old), removed: old?.count(without: new) ?? 0))
  }

  /// Whether a list is a group's alone, by its name and by what the other groups say. A hotfix's group has the list of the group that
  /// it was made of, and the last of the two takes it along.
  ///
  /// - Parameter sharers: Groups that may have it too.
  func owns(list: String, _ group: String, besides sharers: [String] = []) -> Bool {
    let bases = group.ranges(of: Group.hotfixMark).map { String(group[..<$0.lowerBound]) }
    return ([group] + bases).contains { MachineList.isFileName(list, ofGroup: $0) }
      && !groups.contains { $0.name != group && !sharers.contains($0.name) && $0.selector.machines?.file == list }
  }

  /// The lists that the last change was to remove and did not, because it was killed: no group has them.
  func listsLeft(in directory: Directory) -> [String] {
    let last = (try? ChangeHistory(in: directory))?.changes.last
    return last?.files.filter { file in
      guard let before = file.before, file.after == nil, !file.isRelease, file.name != AppDefinition.fileName,
        !lists.contains(where: { $0.name == file.name }),
        !groups.contains(where: { $0.selector.machines?.file == file.name })
      else { return false }
      // What a person has put there since stays.
      return (try? directory.read(file.name, limit: MachineList.maximumSize))?.elementsEqual(before.utf8) == true
    }.map(\.name) ?? []
  }

  /// The list that a file of an operator's has.
  ///
  /// - Throws: everything that is wrong in it.
  private static func list(_ bytes: [UInt8], from path: String) throws(RepositoryError) -> MachineList {
    guard bytes.count <= MachineList.maximumSize else {
      throw RepositoryError(.create, path, detail: "larger than \(MachineList.maximumSize) bytes")
    }
    var faults: [CatalogError] = []
    let list = MachineList(file: "", text: bytes) { line, fault in
      // One wrong line says what a thousand do.
      if faults.count < 20 { faults.append(CatalogError(file: path, line: line, message: fault)) }
    }
    guard faults.isEmpty else { throw RepositoryError(.read, path, .invalid(CatalogErrors(errors: faults))) }
    return list
  }

  /// A name for a group's list that nothing has, but for the same list that a killed command left, and for a symbolic link that a
  /// person has put where the list would be: the list is kept where that leads.
  private func freeName(for group: String, _ bytes: [UInt8], in directory: Directory) throws(RepositoryError) -> String
  {
    for number in 1...10_000 {
      let name = MachineList.fileName(ofGroup: group, number: number)
      guard directory.hasEntry(name) else { return name }
      let isNamed = groups.contains { $0.selector.machines?.file == name }
      if !isNamed, number == 1, directory.linkTarget(of: name) != nil {
        // What is no file is said to be none.
        if directory.contains(name) { _ = try directory.read(name, limit: MachineList.maximumSize) }
        return name
      }
      if !isNamed, (try? directory.read(name, limit: MachineList.maximumSize)) == bytes { return name }
    }
    throw RepositoryError(.create, directory.path, detail: "there are too many lists of machines")
  }

  private mutating func setMachinesFile(_ file: String?, of name: String) throws(RepositoryError) {
    try edit { document in
      guard let group = try document.group(name) else { return }
      let old = group.children.first { $0.name == "machines" }
      guard let file else {
        if let old { document.remove(old, of: group) }
        return
      }
      if let old {
        try document.set("file", to: file, of: old)
      } else {
        try document.insert(
          NewElement(GroupElement.machines, MachineList.attributes(file: file)), into: group, order: GroupElement.self)
      }
    }
  }
}
