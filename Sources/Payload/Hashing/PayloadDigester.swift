internal import Crypto
internal import Dispatch

/// Hashes bytes as they come, for whoever does not read them from a file of his own; each hash on a thread of its own.
public final class PayloadDigester {
  /// How many pieces may wait to be hashed, those of each hash counted. Pieces are up to 1 MiB.
  private static let pieces = 16

  private let sha1: HashConsumer<Insecure.SHA1>?
  private let sha256 = HashConsumer<SHA256>()
  private let queues: [(queue: DispatchQueue, consumer: any ByteConsumer)]
  private let waiting = DispatchGroup()
  private let room = DispatchSemaphore(value: pieces)
  private var size: UInt64 = 0

  /// - Parameter hashesSHA1: Whether the SHA-1 is wanted; otherwise it is empty in the digest.
  public init(hashesSHA1: Bool = true) {
    sha1 = hashesSHA1 ? HashConsumer() : nil
    let consumers: [any ByteConsumer] = [sha256] + (sha1.map { [$0] } ?? [])
    queues = consumers.map { (DispatchQueue(label: "omaha.payload.\(type(of: $0))"), $0) }
  }

  /// Takes the next bytes, which are kept until they are hashed.
  public func update(_ bytes: ArraySlice<UInt8>) {
    size += UInt64(bytes.count)
    for (queue, consumer) in queues {
      room.wait()
      queue.async(group: waiting) { [room] in
        unsafe consumer.consume(bytes.span.bytes)
        room.signal()
      }
    }
  }

  /// Waits until all is hashed.
  public func finish() -> PayloadDigest {
    waiting.wait()
    return PayloadDigest(size: size, sha1: sha1.map { Array($0.digest) } ?? [], sha256: Array(sha256.digest))
  }

  /// The SHA-256 of bytes in memory: 64 lower-case hexadecimal digits.
  public static func sha256Hex(of bytes: [UInt8]) -> String {
    Array(SHA256.hash(data: bytes)).hex
  }
}
