internal import Glibc

/// The number of descriptors that the process may have.
enum DescriptorLimit {
  /// What the server opens for itself, and what a reload of the catalog and of the log need at a time: the root, the catalog,
  /// an app, its releases, each with a listing, and a file. About 18 are used; the rest is for libraries.
  private static let ownNeed = 24

  /// Raises the limit as far as the system lets us and returns how many connections fit in: those that keep the catalog from
  /// being reloaded do not.
  ///
  /// Called before anything but the log is opened.
  ///
  /// - Parameters:
  ///   - wanted: the most connections that are asked for.
  ///   - threads: the number of workers; each has a file of its own.
  static func connections(wanted: Int, threads: Int) throws(Failure) -> Int {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return wanted }
    let reserve = inUse(below: Int32(clamping: limit.rlim_cur)) + threads + ownNeed
    let needed = rlim_t(wanted + reserve)
    if limit.rlim_cur < needed, limit.rlim_cur < limit.rlim_max {
      var raised = limit
      raised.rlim_cur = min(needed, limit.rlim_max)
      if unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 { limit = raised }
    }
    let connections = min(wanted, Int(clamping: limit.rlim_cur) - reserve)
    guard connections > 0 else {
      throw Failure(
        EX_OSERR, "\(limit.rlim_cur) descriptors are too few: \(reserve) are needed without any connection",
        hint: "ulimit -n, or LimitNOFILE= of the service")
    }
    return connections
  }

  /// The number of descriptors that are open; whoever started the process may have passed some on. One with a number above
  /// the limit takes no place below it.
  private static func inUse(below limit: Int32) -> Int {
    (0..<min(limit, 1024)).count { fcntl($0, F_GETFD) >= 0 }
  }
}
