internal import Gzip

/// Checks a gzip file as it passes by: any number of members, perhaps followed by zeros that pad it to a tape's block,
/// as gzip(1) accepts.
///
/// Unchecked: the pipeline calls `consume` from one thread at a time, and the results are read after it has finished.
final class GzipConsumer: ByteConsumer, @unchecked Sendable {
  private enum State {
    case inMember
    /// Between members: the magic of the next, or padding.
    case between
    /// Half of the magic was seen.
    case halfMagic
    case padding
    case failed
  }

  private let inflater = GzipInflater()
  private var state = State.inMember
  private var position: UInt64 = 0
  private var end: UInt64 = 0
  /// Members that are whole.
  private(set) var members = 0
  /// What is wrong; `nil` while nothing is.
  private(set) var fault: String?

  /// The header of the first member; nil when it is not whole.
  var header: GzipHeader? { inflater.header }
  /// Bytes that came out.
  var inflatedSize: UInt64 { inflater.inflatedSize }
  /// The first of them.
  var beginning: [UInt8] { inflater.beginning }

  func consume(_ bytes: RawSpan) {
    var rest = bytes
    while rest.byteCount > 0, state != .failed {
      let taken = take(rest)
      rest = rest.extracting(droppingFirst: taken)
      position += UInt64(taken)
    }
  }

  /// Says what an end of the file here means. To be called once, after the last byte.
  func finish() {
    switch state {
    case .inMember: fault = "truncated: the file ends at byte \(position), inside the compressed data"
    case .halfMagic: fault = garbage
    case .between, .padding, .failed: break
    }
  }

  private var garbage: String { "trailing garbage after the compressed data, from byte \(end)" }

  private func take(_ bytes: RawSpan) -> Int {
    switch state {
    case .inMember: return inflate(bytes)
    case .between:
      switch unsafe bytes.unsafeLoad(as: UInt8.self) {
      case GzipStream.magic[0]: state = .halfMagic
      case 0: state = .padding
      default: fail(garbage)
      }
      return 1
    case .halfMagic:
      guard unsafe bytes.unsafeLoad(as: UInt8.self) == GzipStream.magic[1] else {
        fail(garbage)
        return 1
      }
      inflater.startMember()
      state = .inMember
      // The first half may have been in the buffer before, so the inflater gets the magic from here.
      let half = [GzipStream.magic[0]]
      _ = unsafe inflater.inflate(half.span.bytes)
      return 0
    case .padding:
      for index in 0..<bytes.byteCount where unsafe bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self) != 0 {
        fail(garbage)
        break
      }
      return bytes.byteCount
    case .failed: return bytes.byteCount
    }
  }

  private func inflate(_ bytes: RawSpan) -> Int {
    switch inflater.inflate(bytes) {
    case .more: return bytes.byteCount
    case .memberEnd(let unused):
      members += 1
      end = position + UInt64(bytes.byteCount - unused)
      state = .between
      return bytes.byteCount - unused
    case .broken(let why):
      fail("\(why) (before byte \(position + UInt64(bytes.byteCount)))")
      return bytes.byteCount
    }
  }

  private func fail(_ sentence: String) {
    fault = sentence
    state = .failed
  }
}
