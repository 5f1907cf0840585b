internal import Glibc
public import Omaha
internal import Posix

extension ClientMachine {
  /// The machine that the program runs on: the ID of `/etc/machine-id` and that of this boot. What cannot be read is nil.
  public static func current(system: OperatingSystem? = nil) -> ClientMachine {
    ClientMachine(
      id: identifier("/etc/machine-id"), bootID: identifier("/proc/sys/kernel/random/boot_id").map { "{\($0)}" },
      system: system)
  }

  private static func identifier(_ path: String) -> String? {
    let file = Descriptor(owning: unsafe open(path, O_RDONLY | O_CLOEXEC))
    guard let text = readSome(file.number, atMost: 64) else { return nil }
    let line = text.prefix { $0 != UInt8(ascii: "\n") }
    return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
  }
}
