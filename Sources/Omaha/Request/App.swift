extension Request {
  /// One application on the client's machine: `<app>` of a request.
  ///
  /// The fields are shared by all copies, and what every decision and its log line look at is made only once.
  public struct App: Hashable, Sendable {
    /// Not a generic box for a structure, because of what omaha-cgi's start costs (OmahaCGI.swift).
    private final class Fields: Sendable {
      let version: String
      let track: String?
      let attributes: AttributeList
      let ping: Ping?
      let updateCheck: UpdateCheck?
      let events: [Event]

      init(_ attributes: AttributeList, ping: Ping?, updateCheck: UpdateCheck?, events: [Event]) {
        version = attributes[.version].flatMap { $0.isEmpty ? nil : $0 } ?? Version.notInstalled
        track = App.track(attributes, updateCheck)
        self.attributes = attributes
        self.ping = ping
        self.updateCheck = updateCheck
        self.events = events
      }
    }

    private let fields: Fields

    /// The attributes as they were sent, for the encoder.
    var attributes: AttributeList { fields.attributes }

    /// `appid` exactly as sent, white space included, because the response echoes it; it need not be an ``ApplicationID``.
    /// Empty when absent.
    public var appID: String { fields.attributes[.appid] ?? "" }

    /// Calls `body` with ``appID`` in UTF-8, without making a string of it.
    package func withAppID(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
      unsafe fields.attributes.withUTF8(.appid, body)
    }

    /// Calls `body` with each attribute of the app and its value in UTF-8, ``appID`` as it was sent.
    package func forEachAttribute(_ body: (RequestName, UnsafeBufferPointer<UInt8>) -> Void) {
      unsafe fields.attributes.forEach(body)
    }

    /// The ID that ``appID`` is, white space around it apart; nil when it cannot be one.
    public var applicationID: ApplicationID? { ApplicationID(trimmed(appID)) }

    /// `version` that is installed, as sent; it need not be a ``Version``. `0.0.0.0`, a new install, when it is absent or
    /// empty (Omaha 3.0).
    public var version: String { fields.version }

    /// `nextversion`: what is being installed.
    public var nextVersion: String? { fields.attributes[.nextversion] }

    /// The channel that the machine is on: `track`, without one what ``UpdateCheck/releaseChannel``, ``releaseChannel`` or
    /// ``additionalParameters`` say, in this order; nil when none of them is there.
    public var track: String? { fields.track }

    /// `release_channel`: the channel that the machine's administrator has chosen (Omaha for Windows).
    public var releaseChannel: String? { fields.attributes[.releaseChannel] }

    /// `ap`: what the app was installed with, which is where Omaha for Windows names its channel.
    public var additionalParameters: String? { fields.attributes[.ap] }

    /// `from_track`: the channel that the machine comes from.
    public var fromTrack: String? { fields.attributes[.fromTrack] }

    /// `bootid`, new at every boot.
    public var bootID: String? { fields.attributes[.bootid] }

    /// `oem`: the platform that the image was made for.
    public var oem: String? { fields.attributes[.oem] }

    /// `oemversion`.
    public var oemVersion: String? { fields.attributes[.oemversion] }

    /// `alephversion`: the version that the machine was installed with.
    public var alephVersion: String? { fields.attributes[.alephversion] }

    /// `machineid`: 32 hexadecimal digits or a GUID in braces.
    public var machineID: String? { fields.attributes[.machineid] }

    /// `machinealias`: the name that the operator gave the machine.
    public var machineAlias: String? { fields.attributes[.machinealias] }

    /// `lang`.
    public var language: String? { fields.attributes[.lang] }

    /// `board`, such as `amd64-usr`.
    public var board: String? { fields.attributes[.board] }

    /// The architecture that ``board`` names, without making a string of it.
    var boardArchitecture: Architecture? {
      var architecture: Architecture?
      unsafe fields.attributes.withUTF8(.board) { unsafe architecture = Architecture(board: trimmed($0)) }
      return architecture
    }

    /// `hardware_class`.
    public var hardwareClass: String? { fields.attributes[.hardwareClass] }

    /// `delta_okay`: whether the machine can install a delta.
    public var deltaOK: Bool? { fields.attributes.flag(.deltaOkay) }

    /// `multi_manifest_ok`: whether the client takes a manifest for each floor and for the target in one answer, as mirrors do
    /// (Nebraska).
    public var multiManifestOK: Bool? { fields.attributes.flag(.multiManifestOk) }

    /// `client`.
    public var client: String? { fields.attributes[.client] }

    /// `brand`.
    public var brand: String? { fields.attributes[.brand] }

    /// `installage`, days since the installation; -1 when that is now. Absent means 0.
    public var installAge: Int64? { fields.attributes.number(.installage) }

    /// `installdate`, days from 2007-01-01 to the installation; -1 when that is now, -2 when it is not known. Absent means -2.
    public var installDate: Int64? { fields.attributes.number(.installdate) }

    /// `cohort`.
    public var cohort: String? { fields.attributes[.cohort] }

    /// `cohorthint`.
    public var cohortHint: String? { fields.attributes[.cohorthint] }

    /// `cohortname`.
    public var cohortName: String? { fields.attributes[.cohortname] }

    /// `<ping>`.
    public var ping: Ping? { fields.ping }

    /// `<updatecheck>`.
    public var updateCheck: UpdateCheck? { fields.updateCheck }

    /// `<event>`, in the order of the document.
    public var events: [Event] { fields.events }

    /// An app.
    ///
    /// - Parameters:
    ///   - version: What is installed; nil and the empty string are a new install.
    ///   - track: The channel; a client of Omaha for Windows gives `releaseChannel` or `additionalParameters` instead.
    public init(
      appID: String, version: String? = nil, nextVersion: String? = nil, track: String? = nil, fromTrack: String? = nil,
      bootID: String? = nil, oem: String? = nil, oemVersion: String? = nil, alephVersion: String? = nil,
      machineID: String? = nil, machineAlias: String? = nil, language: String? = nil, board: String? = nil,
      hardwareClass: String? = nil, deltaOK: Bool? = nil, multiManifestOK: Bool? = nil, client: String? = nil,
      brand: String? = nil,
      installAge: Int64? = nil, installDate: Int64? = nil, cohort: String? = nil, cohortHint: String? = nil,
      cohortName: String? = nil, releaseChannel: String? = nil, additionalParameters: String? = nil, ping: Ping? = nil,
      updateCheck: UpdateCheck? = nil, events: [Event] = []
    ) {
      let attributes = AttributeList([
        (.appid, appID), (.version, version), (.nextversion, nextVersion), (.track, track), (.fromTrack, fromTrack),
        (.bootid, bootID), (.oem, oem), (.oemversion, oemVersion), (.alephversion, alephVersion),
        (.machineid, machineID), (.machinealias, machineAlias), (.lang, language), (.board, board),
        (.hardwareClass, hardwareClass), (.deltaOkay, deltaOK.map { RequestName.deltaOkay.row.kind.spelling($0) }),
        (.multiManifestOk, multiManifestOK.map { RequestName.multiManifestOk.row.kind.spelling($0) }),
        (.client, client), (.brand, brand), (.installage, installAge.map(String.init)),
        (.installdate, installDate.map(String.init)), (.cohort, cohort), (.cohorthint, cohortHint),
        (.cohortname, cohortName), (.releaseChannel, releaseChannel), (.ap, additionalParameters),
      ])
      self.init(attributes, ping: ping, updateCheck: updateCheck, events: events)
    }

    /// Where update_engine names its channel, else where Omaha for Windows does: what an administrator has set comes before
    /// what the app was installed with.
    private static func track(_ attributes: AttributeList, _ updateCheck: UpdateCheck?) -> String? {
      let track = attributes[.track]
      if let track, !track.isEmpty { return track }
      if let channel = updateCheck?.releaseChannel, !channel.isEmpty { return channel }
      if let channel = attributes[.releaseChannel], !channel.isEmpty { return channel }
      if let parameters = attributes[.ap], !parameters.isEmpty { return parameters }
      return track
    }

    init(_ attributes: AttributeList, ping: Ping?, updateCheck: UpdateCheck?, events: [Event]) {
      fields = Fields(attributes, ping: ping, updateCheck: updateCheck, events: events)
    }

    /// Whether two apps were described alike.
    public static func == (left: App, right: App) -> Bool {
      left.fields.attributes == right.fields.attributes && left.ping == right.ping
        && left.updateCheck == right.updateCheck && left.events == right.events
    }

    /// Feeds what is compared.
    public func hash(into hasher: inout Hasher) {
      hasher.combine(fields.attributes)
      hasher.combine(ping)
      hasher.combine(updateCheck)
      hasher.combine(events)
    }
  }
}
