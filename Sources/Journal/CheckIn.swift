/// What one app of one request said, and what it was answered: a record of the journal.
///
/// It holds nothing of the request's document. An empty text was not told, and a number that was not told is 0. The journal
/// keeps ``maximumTextLength`` bytes of each text, and of a longer one its beginning. The one exception is a machine's ID:
/// one that is too long counts as not told, so that two machines are never taken for one. Texts are as the machine sent
/// them, white space around them apart, so whoever prints one has to escape it.
public struct CheckIn: Hashable, Sendable {
  /// The longest text that the journal keeps, in bytes of UTF-8.
  public static let maximumTextLength = 256

  /// The most events that the journal keeps of one app; ``eventsLeftOut`` counts the others.
  public static let maximumEvents = 64

  /// When the request came, in milliseconds since 1970-01-01T00:00:00Z.
  public var time: Int64

  /// What the web server called the request. A request that the web server sends twice has the same ID twice.
  public var requestID = ""

  /// Which app of the request it is about, counted from 0.
  public var place = 0

  /// The client's address; empty also where addresses are not to be kept.
  public var address = ""

  /// `installsource`: why the client asked, such as `scheduler` or `ondemandupdate`.
  public var installSource = ""

  /// `version` of the request: the client program, such as `update_engine-0.4.10`.
  public var client = ""

  // MARK: What the machine said

  /// `appid` as it was sent, white space included.
  public var appID: String

  /// `machineid` as it was sent.
  public var machineID = ""

  /// `machinealias`: the name that the operator gave the machine.
  public var alias = ""

  /// `version` that is installed, `0.0.0.0` when it was not told.
  public var version = ""

  /// `track`.
  public var track = ""

  /// `board`.
  public var board = ""

  /// The architecture that the decision took the machine for, such as `amd64`.
  public var architecture = ""

  /// `oem`: the platform that the image was made for.
  public var oem = ""

  /// `oemversion`.
  public var oemVersion = ""

  /// `bootid`, new at every boot.
  public var bootID = ""

  /// `alephversion`: the version that the machine was installed with.
  public var alephVersion = ""

  /// `platform` of `<os>`.
  public var platform = ""

  /// `version` of `<os>`.
  public var osVersion = ""

  /// Whether the app asked for an update.
  public var hasUpdateCheck = false

  /// Whether the app sent a ping.
  public var hasPing = false

  /// What happened on the machine, in the order of the request.
  public var events: [Event] = []

  /// How many events the journal did not keep.
  public var eventsLeftOut = 0

  // MARK: What it was answered

  /// The group that took the machine.
  public var group = ""

  /// `update`, `noupdate`, `error`, or `none` when no update was asked for.
  public var decision = ""

  /// Why, as in the log: `offered`, `up-to-date` and so on.
  public var reason = ""

  /// The version that the group's pin or channel points to for the machine.
  public var target = ""

  /// The version that was offered. It differs from ``target`` when a floor or a block stands in the way.
  public var release = ""

  /// The version that the offered delta is from; empty for a full payload.
  public var deltaFrom = ""

  /// A check-in with nothing else known yet.
  public init(time: Int64, appID: String) {
    self.time = time
    self.appID = appID
  }
}

extension CheckIn {
  /// One `<event>`.
  public struct Event: Hashable, Sendable {
    /// `eventtype`.
    public var type: Int64
    /// `eventresult`.
    public var result: Int64
    /// `errorcode`, with its flags.
    public var errorCode: Int64 = 0
    /// `extracode1`.
    public var extraCode: Int64 = 0
    /// `previousversion`.
    public var previousVersion = ""
    /// `nextversion`.
    public var nextVersion = ""
    /// `downloaded`, in bytes.
    public var downloaded: Int64 = 0
    /// `total`, in bytes.
    public var total: Int64 = 0
    /// `download_time_ms`, in milliseconds.
    public var downloadTime: Int64 = 0

    /// An event with nothing else known yet.
    public init(type: Int64, result: Int64) {
      self.type = type
      self.result = result
    }
  }
}
