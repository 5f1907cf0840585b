extension Request {
  /// One application on the client's machine: `<app>` of a request.
  ///
  /// The fields are shared by all copies, and what every decision and its log line look at is made only once.
  public struct App: Hashable, Sendable {
    private struct Fields: Hashable, Sendable {
      let version: String
      let track: String?
      let attributes: AttributeList
      let ping: Ping?
      let updateCheck: UpdateCheck?
      let events: [Event]
    }

    private let box: Box<Fields>

    /// `appid` exactly as sent, because the response echoes it; it need not be an ``ApplicationID``. Empty when absent.
    public var appID: String { box.value.attributes[.appid] ?? "" }

    /// Calls `body` with ``appID`` in UTF-8, without making a string of it.
    package func withAppID(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
      unsafe box.value.attributes.withUTF8(.appid, body)
    }

    /// `version` that is installed, as sent; it need not be a ``Version``. Empty when absent.
    public var version: String { box.value.version }

    /// `nextversion`: what is being installed.
    public var nextVersion: String? { box.value.attributes[.nextversion] }

    /// `track`: the channel that the machine is on.
    public var track: String? { box.value.track }

    /// `from_track`: the channel that the machine comes from.
    public var fromTrack: String? { box.value.attributes[.fromTrack] }

    /// `bootid`, new at every boot.
    public var bootID: String? { box.value.attributes[.bootid] }

    /// `oem`: the platform that the image was made for.
    public var oem: String? { box.value.attributes[.oem] }

    /// `oemversion`.
    public var oemVersion: String? { box.value.attributes[.oemversion] }

    /// `alephversion`: the version that the machine was installed with.
    public var alephVersion: String? { box.value.attributes[.alephversion] }

    /// `machineid`: 32 hexadecimal digits or a GUID in braces.
    public var machineID: String? { box.value.attributes[.machineid] }

    /// `machinealias`: the name that the operator gave the machine.
    public var machineAlias: String? { box.value.attributes[.machinealias] }

    /// `lang`.
    public var language: String? { box.value.attributes[.lang] }

    /// `board`, such as `amd64-usr`.
    public var board: String? { box.value.attributes[.board] }

    /// The architecture that ``board`` names, without making a string of it.
    var boardArchitecture: Architecture? {
      var architecture: Architecture?
      unsafe box.value.attributes.withUTF8(.board) { unsafe architecture = Architecture(board: $0) }
      return architecture
    }

    /// `hardware_class`.
    public var hardwareClass: String? { box.value.attributes[.hardwareClass] }

    /// `delta_okay`: whether the machine can install a delta.
    public var deltaOK: Bool? { box.value.attributes.flag(.deltaOkay) }

    /// `client`.
    public var client: String? { box.value.attributes[.client] }

    /// `brand`.
    public var brand: String? { box.value.attributes[.brand] }

    /// `installage`, days since the installation; -1 when that is now.
    public var installAge: Int64? { box.value.attributes.number(.installage) }

    /// `installdate`, days from 2007-01-01 to the installation.
    public var installDate: Int64? { box.value.attributes.number(.installdate) }

    /// `cohort`.
    public var cohort: String? { box.value.attributes[.cohort] }

    /// `cohorthint`.
    public var cohortHint: String? { box.value.attributes[.cohorthint] }

    /// `cohortname`.
    public var cohortName: String? { box.value.attributes[.cohortname] }

    /// `<ping>`.
    public var ping: Ping? { box.value.ping }

    /// `<updatecheck>`.
    public var updateCheck: UpdateCheck? { box.value.updateCheck }

    /// `<event>`, in the order of the document.
    public var events: [Event] { box.value.events }

    /// An app.
    public init(
      appID: String, version: String, nextVersion: String? = nil, track: String? = nil, fromTrack: String? = nil,
      bootID: String? = nil, oem: String? = nil, oemVersion: String? = nil, alephVersion: String? = nil,
      machineID: String? = nil, machineAlias: String? = nil, language: String? = nil, board: String? = nil,
      hardwareClass: String? = nil, deltaOK: Bool? = nil, client: String? = nil, brand: String? = nil,
      installAge: Int64? = nil, installDate: Int64? = nil, cohort: String? = nil, cohortHint: String? = nil,
      cohortName: String? = nil, ping: Ping? = nil, updateCheck: UpdateCheck? = nil, events: [Event] = []
    ) {
      let attributes = AttributeList([
        (.appid, appID), (.version, version), (.nextversion, nextVersion), (.track, track), (.fromTrack, fromTrack),
        (.bootid, bootID), (.oem, oem), (.oemversion, oemVersion), (.alephversion, alephVersion),
        (.machineid, machineID), (.machinealias, machineAlias), (.lang, language), (.board, board),
        (.hardwareClass, hardwareClass), (.deltaOkay, deltaOK.map { AttributeList.spelling($0, of: .deltaOkay) }),
        (.client, client), (.brand, brand), (.installage, installAge.map(String.init)),
        (.installdate, installDate.map(String.init)), (.cohort, cohort), (.cohorthint, cohortHint),
        (.cohortname, cohortName),
      ])
      self.init(attributes, ping: ping, updateCheck: updateCheck, events: events)
    }

    init(_ attributes: AttributeList, ping: Ping?, updateCheck: UpdateCheck?, events: [Event]) {
      box = Box(
        Fields(
          version: attributes[.version] ?? "", track: attributes[.track], attributes: attributes, ping: ping,
          updateCheck: updateCheck, events: events))
    }
  }
}
