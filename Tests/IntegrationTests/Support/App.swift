/// The app that the suite's repository holds, and a machine's messages about it.
enum App {
  static let id = "e96281a6-d1af-4bde-9a0a-97b76e56dc57"
  static let machine = "abce671d61774703ac7be60715220bfe"

  /// A request with one app, whose inner elements are given.
  static func request(
    appID: String = "{\(id)}", version: String = "1.0.0", track: String = "stable", machine: String = machine,
    boot: String = "{8e2e3a3b-2f5e-4d43-9f2f-4ab4a0b3b9f0}", _ inner: String
  ) -> String {
    """
    <?xml version="1.0" encoding="UTF-8"?>
    <request protocol="3.0" version="update_engine-0.4.10" updaterversion="update_engine-0.4.10" installsource="scheduler" ismachine="1">
      <os version="Chateau" platform="CoreOS" sp="\(version)_x86_64"></os>
      <app appid="\(appID)" version="\(version)" track="\(track)" bootid="\(boot)" oem="" \
    oemversion="" alephversion="1.0.0" machineid="\(machine)" machinealias="" lang="en-US" board="amd64-usr" hardware_class="" \
    delta_okay="false">
    \(inner)
      </app>
    </request>

    """
  }

  /// An ordinary check, as update_engine sends it: always with an event 3/2.
  static func check(version: String, previousVersion: String = "") -> String {
    request(
      version: version,
      """
          <ping active="1"></ping>
          <updatecheck></updatecheck>
          <event eventtype="3" eventresult="2" previousversion="\(previousVersion)"></event>
      """)
  }

  /// A check of Nebraska's syncer, as Go writes it.
  static func syncer(version: String, knowsFloors: Bool) -> String {
    "<request protocol=\"3.0\" version=\"CoreOSUpdateEngine-0.1.0.0\" updaterversion=\"CoreOSUpdateEngine-0.1.0.0\""
      + " installsource=\"scheduler\" ismachine=\"1\"><os platform=\"CoreOS\" version=\"Chateau\""
      + " sp=\"\(version)_x86_64\" arch=\"x64\"></os><app appid=\"{\(id)}\" version=\"\(version)\" track=\"stable\""
      + " bootid=\"{5bd6ee63-1f8c-4d3e-a3b5-0c0e3c3f9a11}\" machineid=\"{0e2ad9c4-7f0b-4c60-9d26-6f7a52c2b0f7}\""
      + (knowsFloors ? " multi_manifest_ok=\"true\"" : "") + "><updatecheck></updatecheck></app></request>"
  }

  /// One event, as update_engine sends it: alone, without a ping.
  static func event(version: String, _ type: Int, _ result: Int) -> String {
    request(version: version, "    <event eventtype=\"\(type)\" eventresult=\"\(result)\"></event>")
  }
}
