internal import Catalog
internal import Foundation
internal import Omaha

/// A request in a file.
enum RequestSource {
  /// Reads and decodes it.
  static func read(_ path: String) throws -> DecodedRequest {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw CommandFailure("\(path.escaped): cannot be opened", exitCode: CommandFailure.noInput)
    }
    // One byte more than the server takes, so that the decoder says that it is too large.
    let data: Data
    do {
      data = try handle.read(upToCount: (1 << 20) + 1) ?? Data()
    } catch {
      throw CommandFailure("\(path.escaped): cannot be read", exitCode: CommandFailure.noInput)
    }
    do throws(RequestError) {
      return try RequestDecoder().decode([UInt8](data))
    } catch {
      throw CommandFailure(
        "\(path.escaped): \(error)", hint: "a server answers this request 400", exitCode: CommandFailure.checkFailed)
    }
  }
}
