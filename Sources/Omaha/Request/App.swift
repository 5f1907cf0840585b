extension Request {
  /// One application on the client's machine: `<app>` of a request.
  ///
  /// The fields are shared by all copies: two dozen strings would each count a reference at every copy.
  public struct App: Hashable, Sendable {
    private struct Fields: Hashable, Sendable {
      let appID: String
      let version: String
      let nextVersion: String?
      let track: String?
      let fromTrack: String?
      let bootID: String?
      let oem: String?
      let oemVersion: String?
      let alephVersion: String?
      let machineID: String?
      let machineAlias: String?
      let language: String?
      let board: String?
      let hardwareClass: String?
      let deltaOK: Bool?
      let client: String?
      let brand: String?
      let installAge: Int64?
      let installDate: Int64?
      let cohort: String?
      let cohortHint: String?
      let cohortName: String?
      let ping: Ping?
      let updateCheck: UpdateCheck?
      let events: [Event]
    }

    private let box: Box<Fields>

    /// `appid` exactly as sent, because the response echoes it; it need not be an ``ApplicationID``. Empty when absent.
    public var appID: String { box.value.appID }

    /// `version` that is installed, as sent; it need not be a ``Version``. Empty when absent.
    public var version: String { box.value.version }

    /// `nextversion`: what is being installed.
    public var nextVersion: String? { box.value.nextVersion }

    /// `track`: the channel that the machine is on.
    public var track: String? { box.value.track }

    /// `from_track`: the channel that the machine comes from.
    public var fromTrack: String? { box.value.fromTrack }

    /// `bootid`, new at every boot.
    public var bootID: String? { box.value.bootID }

    /// `oem`: the platform that the image was made for.
    public var oem: String? { box.value.oem }

    /// `oemversion`.
    public var oemVersion: String? { box.value.oemVersion }

    /// `alephversion`: the version that the machine was installed with.
    public var alephVersion: String? { box.value.alephVersion }

    /// `machineid`: 32 hexadecimal digits or a GUID in braces.
    public var machineID: String? { box.value.machineID }

    /// `machinealias`: the name that the operator gave the machine.
    public var machineAlias: String? { box.value.machineAlias }

    /// `lang`.
    public var language: String? { box.value.language }

    /// `board`, such as `amd64-usr`.
    public var board: String? { box.value.board }

    /// `hardware_class`.
    public var hardwareClass: String? { box.value.hardwareClass }

    /// `delta_okay`: whether the machine can install a delta.
    public var deltaOK: Bool? { box.value.deltaOK }

    /// `client`.
    public var client: String? { box.value.client }

    /// `brand`.
    public var brand: String? { box.value.brand }

    /// `installage`, days since the installation; -1 when that is now.
    public var installAge: Int64? { box.value.installAge }

    /// `installdate`, days from 2007-01-01 to the installation.
    public var installDate: Int64? { box.value.installDate }

    /// `cohort`.
    public var cohort: String? { box.value.cohort }

    /// `cohorthint`.
    public var cohortHint: String? { box.value.cohortHint }

    /// `cohortname`.
    public var cohortName: String? { box.value.cohortName }

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
      box = Box(
        Fields(
          appID: appID, version: version, nextVersion: nextVersion, track: track, fromTrack: fromTrack, bootID: bootID,
          oem: oem, oemVersion: oemVersion, alephVersion: alephVersion, machineID: machineID,
          machineAlias: machineAlias, language: language, board: board, hardwareClass: hardwareClass, deltaOK: deltaOK,
          client: client, brand: brand, installAge: installAge, installDate: installDate, cohort: cohort,
          cohortHint: cohortHint, cohortName: cohortName, ping: ping, updateCheck: updateCheck, events: events))
    }
  }
}
