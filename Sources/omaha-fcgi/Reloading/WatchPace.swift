/// How quickly changes of the catalog are taken up.
struct WatchPace: Hashable, Sendable {
  /// How long nothing must change before a change counts as whole: a copy of many files is one change.
  var quiet = Duration.milliseconds(75)
  /// How long changes may go on until they are taken up all the same.
  var timeout = Duration.seconds(1)
  /// How often to look where inotify does not tell.
  var recheck = Duration.seconds(3)
}
