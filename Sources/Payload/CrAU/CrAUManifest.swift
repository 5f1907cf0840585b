/// The manifest of a CrAU payload.
public struct CrAUManifest: Hashable, Sendable {
  /// Whether a payload writes a whole partition or changes one.
  public enum Kind: String, Hashable, Sendable {
    /// Applies to any machine.
    case full
    /// Applies to one version only: the one with ``CrAUManifest/oldPartition``.
    case delta
  }

  /// Delta when the manifest names the old partition.
  public var kind: Kind { oldPartition == nil ? .full : .delta }
  /// Bytes; 4096 in practice.
  public let blockSize: UInt32
  /// Operations on the partition, by type, in the order of the types' numbers.
  public let operations: [OperationCount]
  /// Operations that write nothing, for clients that do not know procedures: one for each operation of a procedure that has
  /// data, and one for the signatures.
  public let noopCount: Int
  /// The partition that a delta applies to.
  public let oldPartition: InstallInfo?
  /// The partition after the update.
  public let newPartition: InstallInfo?
  /// What else the update writes.
  public let procedures: [InstallProcedure]
  /// What came of checking the operations' data.
  public let operationData: OperationDataCheck
  /// `nil` for an unsigned payload.
  public let signatures: SignatureBlob?

  /// Whether the update brings a kernel. Flatcar's updates do, and the further packages of its releases do not.
  public var hasKernel: Bool { procedures.contains { $0.type == InstallProcedure.kernel } }
}

/// How many operations of one type there are.
public struct OperationCount: Hashable, Sendable {
  /// What they do.
  public let type: OperationType
  /// How many.
  public let count: Int
  /// Bytes of their data in the payload.
  public let dataSize: UInt64
}

/// Size and hash of a partition or file.
public struct InstallInfo: Hashable, Sendable {
  /// Bytes.
  public let size: UInt64
  /// SHA-256, 32 bytes; other lengths are a fault of the payload.
  public let sha256: [UInt8]

  internal init(_ message: ProtoInstallInfo) {
    size = message.size
    sha256 = Array(message.hash)
  }
}

/// Something besides the partition that the update writes.
public struct InstallProcedure: Hashable, Sendable {
  /// 0 kernel, 1 PCR policy; `nil` when the manifest does not say.
  public let type: Int32?
  /// Operations by type.
  public let operations: [OperationCount]
  /// What a delta applies to.
  public let old: InstallInfo?
  /// What there is after the update.
  public let new: InstallInfo?

  /// "kernel", "PCR policy", or "procedure type 7".
  public var name: String { Self.name(ofType: type) }

  internal static let kernel: Int32 = 0
  internal static let pcrPolicy: Int32 = 1

  /// Whether clients carry it out.
  internal static func isKnown(type: Int32?) -> Bool { type == kernel || type == pcrPolicy }

  internal static func name(ofType type: Int32?) -> String {
    switch type {
    case kernel: "kernel"
    case pcrPolicy: "PCR policy"
    case let type?: "procedure type \(type)"
    case nil: "procedure without a type"
    }
  }
}

/// How many operations' data were compared with the hash in the manifest.
public struct OperationDataCheck: Hashable, Sendable {
  /// Their SHA-256 is that of the manifest.
  public let verified: Int
  /// Their SHA-256 differs: a fault each.
  public let damaged: Int
  /// They have data and no hash: a fault each, but in a procedure that clients pass over.
  public let withoutHash: Int
  /// Their data are not in the file, or overlap others': a fault too.
  public let unchecked: Int
}

/// Where the signatures are, and what they are.
public struct SignatureBlob: Hashable, Sendable {
  /// Bytes from the start of the file; everything before is signed.
  public let fileOffset: UInt64
  /// Bytes.
  public let size: UInt64
  /// SHA-256 of everything before the signatures. `nil` when the file ends earlier.
  public let signedSHA256: [UInt8]?
  /// The first few in the payload's order; empty when they could not be read.
  public let signatures: [PayloadSignature]
  /// The one that update_engine verifies: the first whose version is ``PayloadSignature/clientVersion``.
  public let clientSignature: PayloadSignature?
}

/// One signature of a payload.
public struct PayloadSignature: Hashable, Sendable {
  /// update_engine verifies the first signature whose version is this; Flatcar's ue-rs takes any that is valid.
  public static let clientVersion: UInt32 = 2

  /// Which key; `nil` when the payload does not say.
  public let version: UInt32?
  /// The RSA signature; as long as the key's modulus.
  public let bytes: [UInt8]
}
