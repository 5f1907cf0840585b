internal import XML

// `<machines file="canary.txt"/>` of a group.

extension AppReader {
  mutating func readMachines(_ element: XMLElement) -> MachineList? {
    var file: String?
    for attribute in element.attributes {
      if attribute.name == "file" { file = attribute.value } else { diagnostics.unexpected(attribute, of: element) }
    }
    diagnostics.refuseContent(of: element)
    guard let file else {
      diagnostics.missing("file", of: element)
      return nil
    }
    if let fault = MachineList.fault(inFileName: file) {
      diagnostics.add("file \(file.quoted) \(fault)", at: element)
      return nil
    }
    guard let lists else { return MachineList(file: file) }
    do throws(RepositoryError) {
      let text = try pending.read(file, in: lists, limit: MachineList.maximumSize)
      if let directory { digests?.add("\(directory)/\(file)", text) }
      var faults: [CatalogError] = []
      let list = MachineList(file: file, text: text) { line, fault in
        // One wrong line says what a thousand do.
        if faults.count < 20 { faults.append(CatalogError(file: lists.path(of: file), line: line, message: fault)) }
      }
      for fault in faults { diagnostics.add(fault) }
      return list
    } catch {
      diagnostics.add(
        CatalogError(
          file: diagnostics.file, line: element.line, message: "the machines of the group: \(error)",
          isPassing: error.isPassing, unread: error.path))
      return nil
    }
  }
}

extension MachineList {
  /// What `app.xml` has for the list in a file.
  package static func attributes(file: String) -> ElementAttributes { ["file": file] }
}
