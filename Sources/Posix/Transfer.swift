internal import Glibc

// System calls may be interrupted by a signal (signal(7)), and move less than they were asked to. These do neither.

/// Makes a system call again for as long as a signal interrupts it.
///
/// - Parameter call: a system call whose result is below zero when it failed.
/// - Returns: the result, with `errno` as the last call left it.
package func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
  while true {
    let result = call()
    guard result < 0, errno == EINTR else { return result }
  }
}

/// Writes all of the bytes; false with `errno` when the system takes no more.
package func writeAll(_ bytes: RawSpan, to descriptor: Int32) -> Bool {
  var rest = bytes
  while rest.byteCount > 0 {
    let written = unsafe rest.withUnsafeBytes { buffer in
      retrying { unsafe write(descriptor, buffer.baseAddress, buffer.count) }
    }
    guard written > 0 else { return false }
    rest = rest.extracting(droppingFirst: written)
  }
  return true
}

/// Writes all of the bytes; false with `errno` when the system takes no more.
package func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
  unsafe writeAll(bytes.span.bytes, to: descriptor)
}

/// Writes all of a text; false with `errno` when the system takes no more.
package func writeAll(_ text: String, to descriptor: Int32) -> Bool { writeAll(Array(text.utf8), to: descriptor) }

/// Reads at most so many bytes; none at the end of the file, nil with `errno` when it cannot be read.
package func readSome(_ descriptor: Int32, atMost count: Int) -> [UInt8]? {
  var received = 0
  let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
    received = retrying { unsafe read(descriptor, buffer.baseAddress, count) }
    filled = max(received, 0)
  }
  return received < 0 ? nil : bytes
}

/// Reads so many bytes, fewer only where the file ends; nil with `errno` when it cannot be read.
///
/// - Parameter offset: where they begin in the file; the descriptor's position stays.
package func readAll(_ descriptor: Int32, count: Int, at offset: UInt64) -> [UInt8]? {
  var isRead = true
  let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
    while filled < count {
      guard let position = off_t(exactly: offset.addingReportingOverflow(UInt64(filled)).partialValue) else { return }
      let received = retrying {
        unsafe pread(descriptor, buffer.baseAddress?.advanced(by: filled), count - filled, position)
      }
      if received < 0 { isRead = false }
      guard received > 0 else { return }
      filled += received
    }
  }
  return isRead ? bytes : nil
}
