import Testing
import XML

@testable import Omaha

@Suite("Request names")
struct RequestNameTests {
  @Test("stand in the list at the place of their case")
  func order() {
    #expect(RequestName.texts.count == RequestName.allCases.count)
    #expect(RequestName.texts.count <= RequestNames.maximumSymbol)
    let renamed: [RequestName: String] = [
      .protocolVersion: "protocol", .downloadTime: "download_time_ms", .updateCheckTime: "update_check_time_ms",
      .installTime: "install_time_ms", .timeSinceUpdateAvailable: "time_since_update_available_ms",
      .timeSinceDownloadStart: "time_since_download_start_ms", .sourceURLIndex: "source_url_index",
    ]
    for name in RequestName.allCases {
      // The case of "hardware_class" is hardwareClass.
      let own = "\(name)".map { $0.isUppercase ? "_\($0.lowercased())" : String($0) }.joined()
      #expect(name.text == renamed[name] ?? own)
    }
  }
}
