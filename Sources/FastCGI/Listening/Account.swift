internal import Glibc

/// Looks up users and groups by name or number.
enum Account {
  static func user(_ name: String) throws(ListenError) -> uid_t {
    if let number = uid_t(name) { return number }
    var entry = unsafe passwd()
    var result: UnsafeMutablePointer<passwd>? = nil
    var buffer = [CChar](repeating: 0, count: 16 * 1024)
    let code = unsafe getpwnam_r(name, &entry, &buffer, buffer.count, &result)
    guard code == 0, unsafe result != nil else { throw .unknownOwner(name) }
    return unsafe entry.pw_uid
  }

  static func group(_ name: String) throws(ListenError) -> gid_t {
    if let number = gid_t(name) { return number }
    var entry = unsafe Glibc.group()
    var result: UnsafeMutablePointer<Glibc.group>? = nil
    var buffer = [CChar](repeating: 0, count: 64 * 1024)
    let code = unsafe getgrnam_r(name, &entry, &buffer, buffer.count, &result)
    guard code == 0, unsafe result != nil else { throw .unknownOwner(name) }
    return unsafe entry.gr_gid
  }
}
