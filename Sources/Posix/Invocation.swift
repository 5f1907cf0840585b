internal import CArguments
internal import Glibc

/// What the process was started with.
package enum Invocation {
  /// The arguments behind the program's name. Not CommandLine's: Swift reads those from /proc, which a chroot may lack.
  package static var arguments: [String] {
    (0..<omaha_argument_count()).dropFirst().compactMap { index in
      unsafe omaha_argument(index).map { unsafe String(cString: $0) }
    }
  }

  /// The value of an environment variable; nil when it is not set.
  package static func environment(_ name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }
}
