/// What a file is, and whether it is whole.
public struct PayloadReport: Hashable, Sendable {
  /// Size and hashes of the whole file, whatever it contains.
  public let digest: PayloadDigest
  /// What the file is, by its first bytes.
  public let content: PayloadContent
  /// What the file is when ``content`` is unknown; `nil` when it is none of the known formats.
  public let format: FileFormat?
  /// Everything that makes the payload unusable, as one-line sentences in the order of the file; empty when it is sound.
  /// Nothing in them comes from the payload but numbers. Of very many the first are kept, and how many there are more.
  public let faults: [String]
  /// How many faults there are in all.
  public let faultCount: Int
  /// What is unusual and harmless.
  public let notes: [String]
  /// What came of checking the signature; `nil` when no key was given.
  public let signatureCheck: SignatureCheck?

  /// The manifest, when the file is a CrAU payload and it could be read.
  public var manifest: CrAUManifest? {
    if case .crau(let crau) = content { crau.manifest } else { nil }
  }

  /// What the file is, with its article: "a CrAU payload", "an HTML page"; `nil` when that is not known.
  public var noun: String? {
    switch content {
    case .crau: FileFormat.crau.noun
    case .gzip(let gzip): gzip.noun
    case .unknown: format?.noun
    }
  }

  /// What happened, or what to do, as a clause, when the file is one that nobody means to publish, whoever the machines are.
  public var remedy: String? {
    if case .gzip(let gzip) = content { gzip.remedy } else { format?.remedy }
  }

  /// Whether nothing is wrong: no fault, and a valid signature when a key was given.
  public var isSound: Bool { faults.isEmpty }

  internal init(
    digest: PayloadDigest, content: PayloadContent, format: FileFormat? = nil, findings: Findings,
    signatureCheck: SignatureCheck?
  ) {
    self.digest = digest
    self.content = content
    self.format = format
    self.faults = findings.faults
    self.faultCount = findings.faultCount
    self.notes = findings.notes
    self.signatureCheck = signatureCheck
  }
}

/// What came of checking a payload's signature.
public enum SignatureCheck: Hashable, Sendable {
  /// The first signature of version 2 was made with the key's private half.
  case valid
  /// It was not, or the payload has none; ``PayloadReport/faults`` says which.
  case failed
}
