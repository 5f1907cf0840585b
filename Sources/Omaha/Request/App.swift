extension Request {
  /// One application on the client's machine: `<app>` of a request.
  public struct App: Hashable, Sendable {
    /// `appid` exactly as sent, because the response echoes it; it need not be an ``ApplicationID``. Empty when absent.
    public let appID: String

    /// `version` that is installed, as sent; it need not be a ``Version``. Empty when absent.
    public let version: String

    /// `nextversion`: what is being installed.
    public let nextVersion: String?

    /// `track`: the channel that the machine is on.
    public let track: String?

    /// `from_track`: the channel that the machine comes from.
    public let fromTrack: String?

    /// `bootid`, new at every boot.
    public let bootID: String?

    /// `oem`: the platform that the image was made for.
    public let oem: String?

    /// `oemversion`.
    public let oemVersion: String?

    /// `alephversion`: the version that the machine was installed with.
    public let alephVersion: String?

    /// `machineid`: 32 hexadecimal digits or a GUID in braces.
    public let machineID: String?

    /// `machinealias`: the name that the operator gave the machine.
    public let machineAlias: String?

    /// `lang`.
    public let language: String?

    /// `board`, such as `amd64-usr`.
    public let board: String?

    /// `hardware_class`.
    public let hardwareClass: String?

    /// `delta_okay`: whether the machine can install a delta.
    public let deltaOK: Bool?

    /// `client`.
    public let client: String?

    /// `brand`.
    public let brand: String?

    /// `installage`, days since the installation; -1 when that is now.
    public let installAge: Int64?

    /// `installdate`, days from 2007-01-01 to the installation.
    public let installDate: Int64?

    /// `cohort`.
    public let cohort: String?

    /// `cohorthint`.
    public let cohortHint: String?

    /// `cohortname`.
    public let cohortName: String?

    /// `<ping>`.
    public let ping: Ping?

    /// `<updatecheck>`.
    public let updateCheck: UpdateCheck?

    /// `<event>`, in the order of the document.
    public let events: [Event]

    /// An app.
    public init(
      appID: String, version: String, nextVersion: String? = nil, track: String? = nil, fromTrack: String? = nil,
      bootID: String? = nil, oem: String? = nil, oemVersion: String? = nil, alephVersion: String? = nil,
      machineID: String? = nil, machineAlias: String? = nil, language: String? = nil, board: String? = nil,
      hardwareClass: String? = nil, deltaOK: Bool? = nil, client: String? = nil, brand: String? = nil,
      installAge: Int64? = nil, installDate: Int64? = nil, cohort: String? = nil, cohortHint: String? = nil,
      cohortName: String? = nil, ping: Ping? = nil, updateCheck: UpdateCheck? = nil, events: [Event] = []
    ) {
      self.appID = appID
      self.version = version
      self.nextVersion = nextVersion
      self.track = track
      self.fromTrack = fromTrack
      self.bootID = bootID
      self.oem = oem
      self.oemVersion = oemVersion
      self.alephVersion = alephVersion
      self.machineID = machineID
      self.machineAlias = machineAlias
      self.language = language
      self.board = board
      self.hardwareClass = hardwareClass
      self.deltaOK = deltaOK
      self.client = client
      self.brand = brand
      self.installAge = installAge
      self.installDate = installDate
      self.cohort = cohort
      self.cohortHint = cohortHint
      self.cohortName = cohortName
      self.ping = ping
      self.updateCheck = updateCheck
      self.events = events
    }
  }
}
