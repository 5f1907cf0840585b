internal import CLinux
internal import Glibc

extension Thread {
  /// Lets whoever wakes the calling thread keep the processor for the moment (sched(7), SCHED_BATCH).
  ///
  /// The web server then has several requests for us, and later reads several answers, for one switch between the processes: a
  /// tenth more requests a second on two processors. Where it is not allowed all is as usual.
  package static func letWakersGoOn() {
    var parameters = sched_param()
    _ = unsafe sched_setscheduler(0, SCHED_BATCH, &parameters)
  }
}
