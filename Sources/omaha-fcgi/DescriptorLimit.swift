internal import Glibc

/// The number of descriptors that the process may have.
enum DescriptorLimit {
  /// Raises the limit as far as the system lets us and returns how many connections fit in.
  ///
  /// - Parameters:
  ///   - reserve: descriptors that are kept for files, so that the catalog can be reloaded whatever the load.
  ///   - wanted: the most connections that are asked for.
  static func raise(reserve: Int, wanted: Int) -> Int {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return wanted }
    let needed = rlim_t(wanted + reserve)
    if limit.rlim_cur < needed, limit.rlim_cur < limit.rlim_max {
      var raised = limit
      raised.rlim_cur = min(needed, limit.rlim_max)
      if unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 { limit = raised }
    }
    return max(1, min(wanted, Int(clamping: limit.rlim_cur) - reserve))
  }
}
