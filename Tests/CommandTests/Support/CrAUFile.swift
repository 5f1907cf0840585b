/// The bytes of CrAU payloads without operations: what they say of themselves is all that `add` looks at.
struct CrAUFile {
  var hasKernel = false
  /// The version of the signature; nil for an unsigned payload. No key made it.
  var signature: UInt8?
  var isDelta = false

  var bytes: [UInt8] {
    let info: [UInt8] = [0x08, 0x01, 0x12, 0x20] + [UInt8](repeating: 7, count: 32)
    var manifest: [UInt8] = []
    if signature != nil { manifest += [0x20, 0x00, 0x28, UInt8(signatures.count)] }
    if isDelta { manifest += [0x42, UInt8(info.count)] + info }
    manifest += [0x4a, UInt8(info.count)] + info
    if hasKernel { manifest += [0x52, UInt8(info.count + 4), 0x08, 0x00, 0x22, UInt8(info.count)] + info }
    let header = Array("CrAU".utf8) + [0, 0, 0, 0, 0, 0, 0, 1] + [0, 0, 0, 0, 0, 0, 0, UInt8(manifest.count)]
    return header + manifest + signatures
  }

  private var signatures: [UInt8] {
    guard let signature else { return [] }
    return [0x0a, 0x0c, 0x08, signature, 0x12, 0x08] + [UInt8](repeating: 5, count: 8)
  }
}
