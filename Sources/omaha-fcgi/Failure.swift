internal import FastCGI
internal import Glibc
internal import Posix

/// Why the process ends, for people and for the caller: lines on standard error, and an exit code of sysexits.h.
struct Failure: Error, Hashable {
  let code: Int32
  let lines: [String]
  let hint: String?

  /// A failure that takes several lines, such as all the errors in a catalog.
  init(_ code: Int32, lines: [String], hint: String? = nil) {
    self.code = code
    self.lines = lines
    self.hint = hint
  }

  /// A failure in one line.
  init(_ code: Int32, _ line: String, hint: String? = nil) {
    self.init(code, lines: [line], hint: hint)
  }

  /// What `body` gives; a system call that fails ends the process with `code`.
  static func wrap<Result>(_ code: Int32 = EX_OSERR, _ body: () throws(SystemError) -> Result) throws(Failure) -> Result
  {
    do throws(SystemError) {
      return try body()
    } catch {
      throw Failure(code, error.description)
    }
  }
}
