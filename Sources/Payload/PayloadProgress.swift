/// Told how far the work is: bytes done so far, and bytes in all. Called on the thread that called for the work, about
/// once for each MiB.
public typealias PayloadProgress = (_ done: UInt64, _ total: UInt64) -> Void
