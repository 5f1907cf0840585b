/// Looks at the operations that write nothing.
///
/// Clients that know procedures ignore the list. Those before them read the payload by it: for whatever follows the
/// partition's data it must have an operation with that range. `delta_generator` writes one for every procedure operation that
/// has data, and signing adds one for the signatures.
struct NoopCheck {
  /// A range of data, in bytes from the end of the metadata.
  private struct DataSpan: Hashable {
    let offset: UInt64
    let length: UInt64

    init(offset: UInt64, length: UInt64) {
      self.offset = offset
      self.length = length
    }

    init(_ operation: ProtoInstallOperation) {
      self.init(offset: UInt64(operation.dataOffset), length: UInt64(operation.dataLength))
    }
  }

  private let manifest: ProtoDeltaArchiveManifest

  init(_ manifest: ProtoDeltaArchiveManifest) {
    self.manifest = manifest
  }

  func run(findings: inout Findings) {
    for (index, operation) in manifest.noopOperations.enumerated() {
      OperationWalk.checkType(of: operation, label: OperationWalk.label("no-op", index, operation), findings: &findings)
    }
    let spans = Set(manifest.noopOperations.map(DataSpan.init))
    var missing: [String] = []
    for procedure in manifest.procedures {
      let name = InstallProcedure.name(ofType: procedure.hasType ? procedure.type : nil)
      let isCovered = procedure.operations.allSatisfy { $0.dataLength == 0 || spans.contains(DataSpan($0)) }
      if !isCovered, !missing.contains(name), missing.count < 3 { missing.append(name) }
    }
    let signatures = DataSpan(offset: manifest.signaturesOffset, length: manifest.signaturesSize)
    if manifest.hasSignaturesOffset, !spans.contains(signatures) { missing.append("signatures") }
    guard !missing.isEmpty else { return }
    findings.note(
      "no no-op stands for the \(missing.joined(separator: " and the ")); the first clients need one to find them")
  }
}
