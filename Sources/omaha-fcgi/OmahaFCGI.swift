internal import FastCGI
internal import Gateway
internal import Glibc

/// omaha-fcgi: the update server as a FastCGI application.
@main
enum OmahaFCGI {
  static func main() {
    exit(run(CommandLine.arguments.dropFirst().map { $0 }))
  }

  private static func run(_ arguments: [String]) -> Int32 {
    do throws(Options.Fault) {
      switch try Options.read(arguments, environment: environment) {
      case .serve(let options):
        return serve(options)
      case .help, .version:
        return 0
      }
    } catch {
      return fail(EX_USAGE, error.description)
    }
  }

  private static func serve(_ options: Options) -> Int32 {
    do throws(ListenError) {
      let signals = Signals()
      guard case .path(let path)? = options.address else { return EX_USAGE }
      let listeners = [try Listener.unix(path, options.access)]
      do throws(SystemError) {
        let server = try FastCGIServer(
          listeners: listeners, threads: options.threads ?? 2, report: { fail(0, "\($0)") },
          makeResponder: { Unavailable() })
        _ = signals.wait()
        _ = server.stop()
        return 0
      } catch {
        return fail(EX_IOERR, error.description)
      }
    } catch {
      return fail(EX_CANTCREAT, error.description)
    }
  }

  @discardableResult
  private static func fail(_ code: Int32, _ message: String) -> Int32 {
    var line = Array("omaha-fcgi: error: \(message)\n".utf8)
    _ = unsafe write(2, &line, line.count)
    return code
  }

  private static func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }
}

struct Unavailable: Responder {
  func respond(to exchange: inout some Exchange) -> [UInt8] {
    Array("Status: 503 Service Unavailable\r\nContent-Type: text/plain\r\nContent-Length: 12\r\n\r\nunavailable\n".utf8)
  }
}
