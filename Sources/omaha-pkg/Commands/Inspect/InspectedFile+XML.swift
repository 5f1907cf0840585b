internal import Catalog
internal import Console
internal import Payload
internal import XML

extension InspectedFile {
  /// The `<package>` of an Omaha manifest. For what update_engine applies, the action that it needs besides follows as a
  /// comment, so that the output of one file is a document too.
  func xml() throws(CommandFailure) -> String {
    var writer = XMLWriter()
    do {
      writer.open("package")
      try writer.attribute("name", name)
      try writer.attribute("hash", report.digest.sha1Base64)
      try writer.attribute("hash_sha256", report.digest.sha256Hex)
      writer.attribute("size", report.digest.size)
      try writer.attribute("required", "true")
      writer.closeEmpty()
      if let manifest = report.manifest {
        writer.raw("\n<!-- ")
        writer.open("action")
        try writer.attribute("event", "postinstall")
        try writer.attribute("sha256", report.digest.sha256Base64)
        if manifest.kind == .delta { try writer.attribute("IsDeltaPayload", "true") }
        writer.closeEmpty()
        writer.raw(" -->")
      }
    } catch {
      throw CommandFailure(
        "\(path.escaped): its name cannot be written as XML: \(error)", exitCode: CommandFailure.checkFailed)
    }
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
