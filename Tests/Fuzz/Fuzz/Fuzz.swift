internal import CLibFuzzer
internal import FuzzTargets
internal import Glibc

/// Runs libFuzzer on the target that `FUZZ_TARGET` names; the arguments are libFuzzer's own.
@main
enum Fuzz {
  /// libFuzzer calls back on the thread that started it, and without a place for a context.
  nonisolated(unsafe) private static var target: (any FuzzTarget)?

  static func main() {
    let name = unsafe getenv("FUZZ_TARGET").map { unsafe String(cString: $0) } ?? ""
    guard let type = fuzzTargets.first(where: { $0.name == name }) else {
      // `run` reads the names from here.
      for target in fuzzTargets { print(target.name) }
      exit(name.isEmpty ? 0 : 64)
    }
    do { unsafe target = try type.init() } catch { fail("\(name): \(error)") }
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = unsafe CommandLine.unsafeArgv
    exit(
      unsafe LLVMFuzzerRunDriver(&count, &arguments) { data, size in
        let input = unsafe [UInt8](UnsafeBufferPointer(start: data, count: size))
        do { unsafe try Fuzz.target?.check(input) } catch { Fuzz.fail("\(error)") }
        return 0
      })
  }

  /// Ends like a crash, so that libFuzzer keeps the input.
  private static func fail(_ message: String) -> Never {
    let line = Array("fuzz: violation: \(message)\n".utf8)
    _ = unsafe line.withUnsafeBytes { unsafe write(2, $0.baseAddress, $0.count) }
    abort()
  }
}
