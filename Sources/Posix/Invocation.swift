internal import CArguments
internal import CLinux
internal import Glibc

/// What the process was started with, and how.
package enum Invocation {
  /// The arguments behind the program's name. Not CommandLine's: Swift reads those from /proc, which a chroot may lack.
  package static var arguments: [String] {
    (0..<omaha_argument_count()).dropFirst().compactMap { index in
      unsafe omaha_argument(index).map { unsafe String(cString: $0) }
    }
  }

  /// Whether the program was started without a dynamic linker (`AT_BASE` of getauxval(3)): it has its own C library in it, and must not
  /// load parts of another one.
  package static var isStatic: Bool { getauxval(UInt(AT_BASE)) == 0 }

  /// The value of an environment variable; nil when it is not set.
  package static func environment(_ name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }
}
