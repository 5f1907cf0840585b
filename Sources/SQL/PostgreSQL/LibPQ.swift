internal import CLibPQ

/// The functions of libpq, loaded when they are first asked for.
enum LibPQ {
  private static let loaded: Result<omaha_libpq, SQLError> = {
    var functions = omaha_libpq()
    guard let fault = unsafe omaha_libpq_load(&functions) else { return .success(functions) }
    let words = unsafe String(cString: fault)
    return .failure(SQLError(.unsupported, "load PostgreSQL's client library", words))
  }()

  /// The functions.
  ///
  /// - Throws: when the library, Debian's libpq5, is not installed.
  static func functions() throws(SQLError) -> omaha_libpq { try loaded.get() }
}
