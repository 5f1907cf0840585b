/// What a file is, and whether it is whole.
public struct PayloadReport: Hashable, Sendable {
  /// Size and hashes of the whole file, whatever it contains.
  public let digest: PayloadDigest
  /// What the file is, by its first bytes.
  public let content: PayloadContent
  /// Everything that makes the payload unusable, as one-line sentences in the order of the file; empty when it is sound.
  /// Nothing in them comes from the payload but numbers. Of very many the first are kept, and how many there are more.
  public let faults: [String]
  /// How many faults there are in all.
  public let faultCount: Int
  /// What is unusual and harmless.
  public let notes: [String]
  /// What came of checking the signature; `nil` when no key was given.
  public let signatureCheck: SignatureCheck?

  /// Whether nothing is wrong: no fault, and a valid signature when a key was given.
  public var isSound: Bool { faults.isEmpty }

  internal init(
    digest: PayloadDigest, content: PayloadContent, findings: Findings, signatureCheck: SignatureCheck?
  ) {
    self.digest = digest
    self.content = content
    self.faults = findings.faults
    self.faultCount = findings.faultCount
    self.notes = findings.notes
    self.signatureCheck = signatureCheck
  }
}

/// What came of checking a payload's signature.
public enum SignatureCheck: Hashable, Sendable {
  /// The signature of version 2 was made with the key's private half.
  case valid
  /// It was not, or the payload has none; ``PayloadReport/faults`` says which.
  case failed
}
