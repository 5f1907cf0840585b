import Testing

@testable import Fleet

/// What update_engine really sends (and what it never should), and what the machine then is.
struct FleetStateTests {
  @Test("A machine is in the state that its story tells", arguments: stories)
  func state(_ name: String, _ lines: String) {
    var story = Story()
    for line in lines.split(separator: "\n") {
      let difference = story.tell(line)
      #expect(difference == nil, "\(name): \(line)")
    }
  }

  private static let stories: [(String, String)] = [
    (
      "an ordinary update, from the first check to the reboot",
      """
      check ping 3/2<0.0.0.0 up-to-date=1.0          -> up-to-date version=1.0 on-target=true
      +45m check ping 3/2 held=rollout-pending/2.0   -> held reason=rollout-pending target=2.0 on-target=false
      +45m check ping 3/2 offered=2.0                -> offered reason=offered target=2.0 release=2.0 group=fleet
      13/1                                           -> downloading group=fleet
      14/1                                           -> downloaded
      3/1                                            -> installed
      +45m ping                                      -> installed reason=offered
      v=2.0 boot=b2 check ping 3/2<1.0 up-to-date=2.0 -> complete version=2.0 on-target=true error=none loops=0
      +45m check ping 3/2 up-to-date=2.0             -> complete
      """
    ),
    (
      "every event is lost, and the version tells",
      """
      check 3/2 offered=2.0                          -> offered
      v=2.0 boot=b2 check 3/2 up-to-date=2.0         -> complete
      """
    ),
    (
      "nothing but the version tells that a machine has got to its target",
      """
      check held=outside-window/2.0                  -> held
      +3d v=2.0 boot=b2 check up-to-date=2.0         -> complete
      """
    ),
    (
      "a machine that was first seen with the target is not said to have come there",
      """
      check 3/2 up-to-date=1.0.0                     -> up-to-date on-target=true
      """
    ),
    (
      "a reboot that only the event tells, without a check",
      """
      check offered=2.0
      3/1                                            -> installed
      v=2.0 boot=b2 3/2<1.0                          -> complete
      """
    ),
    (
      "Flatcar finds that it was rolled back",
      """
      check 3/2 offered=2.0
      13/1
      14/1
      3/1                                            -> installed
      +1h boot=b2 check ping 3/0:44 offered=2.0      -> looped error=44 about=2.0 loops=1 reason=offered
      13/1                                           -> looped
      14/1                                           -> looped
      3/1                                            -> looped
      ping                                           -> looped
      +1h boot=b3 check ping 3/0:44 offered=2.0      -> looped loops=2
      +1h check 3/2 held=outside-window/2.0          -> looped reason=outside-window
      +1h check 3/2 offered=3.0                      -> offered loops=0
      """
    ),
    (
      "CoreOS says its own version as the previous one after it fell back",
      """
      check offered=2.0
      3/1
      boot=b2 check 3/2<1.0 offered=2.0              -> looped loops=1 error=none
      """
    ),
    (
      "the event of a fallback is lost: a machine that waits for its reboot does not ask",
      """
      check offered=2.0
      3/1
      boot=b2 check 3/2 offered=2.0                  -> looped loops=1
      """
    ),
    (
      "a looped machine gets through at last",
      """
      check offered=2.0
      3/1
      boot=b2 check 3/0:44 offered=2.0               -> looped
      3/1
      boot=b3 v=2.0 check 3/2<1.0 up-to-date=2.0     -> complete loops=0 error=44
      """
    ),
    (
      "-reset_status without a reboot is no loop",
      """
      check offered=2.0
      3/1                                            -> installed
      check 3/0:44 offered=2.0                       -> offered loops=0 error=44
      13/1                                           -> downloading
      """
    ),
    (
      "a rollback of a machine of which nothing was known",
      """
      check 3/0:44 offered=2.0                       -> looped loops=1
      boot=b2 check 3/2 up-to-date=1.0               -> up-to-date loops=0
      """
    ),
    (
      "a machine falls back days after its update",
      """
      check offered=2.0
      3/1
      boot=b2 v=2.0 check 3/2<1.0 up-to-date=2.0     -> complete
      +3d boot=b3 v=1.0 check 3/0:44 offered=2.0     -> looped version=1.0
      """
    ),
    (
      "a looping machine is one also where boots are not told",
      """
      boot= check offered=2.0
      3/1                                            -> installed
      check offered=2.0                              -> looped
      """
    ),
    (
      "where boots are not told, other clients may ask while they wait for their reboot",
      """
      client=go-omaha boot= check offered=2.0
      3/1                                            -> installed
      check offered=2.0                              -> installed loops=0
      v=2.0 check up-to-date=2.0                     -> complete
      """
    ),
    (
      "an event that tells no version changes none",
      """
      check offered=2.0
      v=0.0.0.0 13/1                                 -> downloading version=1.0
      14/1                                           -> downloaded version=1.0
      v=1.0 check up-to-date=1.0                     -> up-to-date
      """
    ),
    (
      "a machine of which only an event without a version is known",
      """
      v=0.0.0.0 13/1                                 -> downloading version=
      """
    ),
    (
      "a client that asks while it waits for its reboot still waits",
      """
      client=agent-1 check offered=2.0
      3/1                                            -> installed
      check offered=2.0                              -> installed
      check held=outside-window/2.0                  -> installed reason=outside-window
      boot=b2 v=2.0 check up-to-date=2.0             -> complete
      """
    ),
    (
      "a download that is resumed",
      """
      check offered=2.0
      13/1                                           -> downloading
      +1h 13/1                                       -> downloading
      +1h boot=b2 check 3/2 offered=2.0              -> offered
      13/1                                           -> downloading
      14/1:1073741824                                -> downloaded
      """
    ),
    (
      "codes come with flags, as negative numbers, and bare",
      """
      check offered=2.0
      13/1
      3/0:268435465                                  -> failed error=9 about=2.0
      +45m check offered=2.0                         -> offered error=9
      13/1                                           -> downloading
      3/0:-1879048183                                -> failed error=9
      +45m check 3/2 offered=2.0
      3/0:1342177290                                 -> failed error=10
      +45m check 3/2 up-to-date=1.0                  -> up-to-date error=10
      """
    ),
    (
      "a code of Windows has no flags",
      """
      platform=win client=Omaha check offered=2.0
      3/0:-2147219440                                -> failed error=-2147219440
      """
    ),
    (
      "a failure in the installer, told by the result",
      """
      platform=win client=Omaha check offered=2.0
      3/5:1603                                       -> failed error=1603
      """
    ),
    (
      "a check that failed, and the next one that did not",
      """
      check offered=2.0
      v=2.0 boot=b2 check 3/2<1.0 up-to-date=2.0     -> complete
      +1h 3/0:268437959                              -> complete error=2503 about=
      +45m check 3/2 up-to-date=2.0                  -> complete error=2503
      """
    ),
    (
      "a check or a ping that failed while a machine waits for its reboot",
      """
      check offered=2.0
      3/1
      +1h 3/0:2000                                   -> installed error=2000 about=
      3/0:2                                          -> installed error=2
      3/0:30                                         -> installed error=30
      3/0:268435487                                  -> installed error=31
      3/0:34                                         -> installed error=34
      3/0:37                                         -> installed error=37
      3/0:2999                                       -> installed error=2999 about=
      3/0:9                                          -> failed error=9 about=2.0
      3/0:31                                         -> failed error=9 about=2.0
      """
    ),
    (
      "checks that fail are no failed update, whatever a machine is at",
      """
      3/0:31                                         -> unknown error=31 about=
      check held=outside-window/2.0
      3/0:34                                         -> held error=34 about=
      check offered=2.0
      3/0:2503                                       -> offered error=2503 about=
      13/1
      3/0:2503                                       -> downloading
      3/0:9                                          -> failed error=9 about=2.0
      check offered=2.0                              -> offered
      3/0:2503                                       -> offered error=9 about=2.0
      check offered=2.0
      3/9:40                                         -> failed error=9
      """
    ),
    (
      "the codes of checks are ChromeOS's, too, and not those of Windows",
      """
      name=windows platform=win client=Omaha check offered=2.0
      3/0:31                                         -> failed error=31 about=2.0
      id=c platform=Chrome|OS check offered=2.0
      3/0:46                                         -> offered error=46 about=
      3/0:2500                                       -> offered error=2500 about=
      """
    ),
    (
      "in back-off every offer is turned down",
      """
      check offered=2.0
      13/1
      3/0:268435466                                  -> failed error=10
      +45m check 3/2 offered=2.0                     -> offered
      3/9:268435496                                  -> failed error=10
      +45m check 3/2 offered=3.0                     -> offered
      3/9:268435492                                  -> offered error=10
      13/1                                           -> downloading
      """
    ),
    (
      "an offer that policy puts off is no failure",
      """
      check offered=2.0
      3/9:36                                         -> offered error=none
      """
    ),
    (
      "a person cancels",
      """
      check offered=2.0
      13/1
      3/4                                            -> offered
      """
    ),
    (
      "an app that was never checked",
      """
      ping                                           -> unknown target= reason=
      13/1                                           -> downloading
      3/1                                            -> installed
      v=2.0 boot=b2 3/2<1.0                          -> complete target=
      """
    ),
    (
      "a machine that was booted over the network says only that it is there",
      """
      3/2                                            -> unknown version=1.0
      """
    ),
    (
      "what an event leaves out is still known",
      """
      check up-to-date=1.0                           -> up-to-date track=stable
      track= 3/2                                     -> up-to-date track=stable
      check up-to-date=1.0                           -> up-to-date track=
      """
    ),
    (
      "events out of order",
      """
      check offered=2.0
      3/1                                            -> installed
      at=-1m 14/1                                    -> installed
      13/1                                           -> installed
      14/1                                           -> installed
      v=2.0 boot=b2 check 3/2<1.0 up-to-date=2.0     -> complete
      14/1                                           -> complete
      at=-9m 3/0:9                                   -> complete error=9
      """
    ),
    (
      "events before their offer",
      """
      13/1                                           -> downloading target=
      at=-2m check offered=2.0                       -> downloading target=2.0 release=2.0
      3/1                                            -> installed
      """
    ),
    (
      "an old check-in comes from another host",
      """
      v=2.0 boot=b2 check 3/2 up-to-date=2.0         -> up-to-date
      v=1.0 boot=b1 at=-3h check offered=2.0         -> complete version=2.0 target=2.0
      """
    ),
    (
      "everything twice",
      """
      twice check 3/2 offered=2.0                    -> offered
      twice 13/1                                     -> downloading
      twice 3/0:9                                    -> failed error=9
      +45m twice check 3/2 offered=2.0               -> offered
      twice 13/1                                     -> downloading
      twice 14/1                                     -> downloaded
      twice 3/1                                      -> installed
      twice boot=b2 check 3/0:44 offered=2.0         -> looped loops=1
      twice 3/1
      twice boot=b3 check 3/0:44 offered=2.0         -> looped loops=2
      twice 3/1
      twice boot=b4 v=2.0 check 3/2<1.0 up-to-date=2.0 -> complete
      """
    ),
    (
      "a clock that was ahead costs nothing",
      """
      at=+1d check offered=2.0                       -> offered
      13/1                                           -> downloading
      3/1                                            -> installed
      """
    ),
    (
      "the clock is set back a day",
      """
      check offered=2.0                              -> offered
      13/1                                           -> downloading
      -1d 14/1                                       -> downloaded
      3/1                                            -> installed
      v=2.0 boot=b2 check 3/2<1.0 up-to-date=2.0     -> complete
      """
    ),
    (
      "the clock is set back a day, and what comes is loaded a while later",
      """
      check offered=2.0
      14/1                                           -> downloaded
      -1d late=30s 3/1                               -> installed
      late=30s v=2.0 boot=b2 check up-to-date=2.0    -> complete
      """
    ),
    (
      "hosts whose clocks differ by seconds",
      """
      check offered=2.0                              -> offered
      at=-62s 13/1                                   -> downloading
      at=-122s 14/1                                  -> downloaded
      3/1                                            -> installed
      at=-62s 14/1                                   -> installed
      """
    ),
    (
      "what a machine was offered before",
      """
      check offered=2.0                              -> offered earlier=
      check offered=3.0                              -> offered earlier=2.0
      check offered=2.0                              -> offered earlier=3.0
      check offered=4.0                              -> offered earlier=2.0,3.0
      """
    ),
    (
      "several apps in one machine",
      """
      name=os check offered=2.0                      -> offered
      app=com.example.agent v=7 check up-to-date=7   -> up-to-date
      name=agent 3/0:9                               -> failed version=7
      as=os 13/1                                     -> downloading version=1.0 error=none
      """
    ),
    (
      "one app and one machine, however they are written",
      """
      check offered=2.0
      id={ABCE671D-6177-4703-AC7B-E60715220BFE} 13/1 -> downloading
      app=e96281a6-d1af-4bde-9a0a-97b76e56dc57 3/1   -> installed
      """
    ),
    (
      "machines without an ID, or of an app that cannot be one, are not remembered",
      """
      id= check offered=2.0                          -> none
      id=m app=../../etc check refused=invalid-app-id -> none
      """
    ),
    (
      "an app that the catalog does not have",
      """
      check refused=unknown-app                      -> unknown reason=unknown-app
      check offered=2.0                              -> offered
      """
    ),
    (
      "two machines with one ID",
      """
      check up-to-date=1.0                           -> up-to-date cloned=false
      boot=b2 check up-to-date=1.0                   -> up-to-date cloned=false
      boot=b1 check up-to-date=1.0                   -> up-to-date cloned=true
      +1d boot=b3 check offered=2.0                  -> offered cloned=true
      3/1
      boot=b2 check offered=2.0                      -> installed cloned=true loops=0
      """
    ),
    (
      "three machines with one ID",
      """
      check up-to-date=1.0
      boot=b2 check up-to-date=1.0
      boot=b3 check up-to-date=1.0                   -> up-to-date cloned=false
      boot=b1 check offered=2.0                      -> offered cloned=true
      13/1
      3/1                                            -> installed
      boot=b2 check offered=2.0                      -> installed loops=0 cloned=true
      boot=b3 check 3/0:44 offered=2.0               -> installed loops=0 cloned=true
      """
    ),
    (
      "what looked like a loop before a second machine with the ID was found",
      """
      check offered=2.0
      3/1                                            -> installed
      boot=b2 check offered=2.0                      -> looped loops=1 cloned=false
      boot=b3 check offered=2.0                      -> looped
      boot=b1 check offered=2.0                      -> offered loops=0 cloned=true
      """
    ),
    (
      "a machine that is started day by day is no clone",
      """
      check up-to-date=1.0
      +1d boot=b2 check up-to-date=1.0
      +1d boot=b3 check up-to-date=1.0
      +1d boot=b4 check up-to-date=1.0               -> up-to-date cloned=false
      +9d boot=b5 check up-to-date=1.0               -> up-to-date cloned=false
      """
    ),
    (
      "two machines with one ID, and then one",
      """
      check up-to-date=1.0
      boot=b2 check up-to-date=1.0
      boot=b1 check up-to-date=1.0                   -> up-to-date cloned=true
      +1d check up-to-date=1.0                       -> up-to-date cloned=true
      +1d check up-to-date=1.0                       -> up-to-date cloned=false
      """
    ),
    (
      "a reboot is no clone",
      """
      check up-to-date=1.0
      boot=b2 check up-to-date=1.0
      boot=b3 check up-to-date=1.0                   -> up-to-date cloned=false
      """
    ),
    (
      "the pin moves while a machine downloads",
      """
      check offered=2.0
      13/1                                           -> downloading
      boot=b2 check 3/2 offered=1.5                  -> offered release=1.5 target=1.5
      13/1                                           -> downloading release=1.5
      3/1
      v=1.5 boot=b3 check 3/2<1.0 up-to-date=1.5     -> complete
      """
    ),
    (
      "the pin moves while a machine downloads, and it goes on",
      """
      check offered=2.0
      13/1
      14/1
      3/1                                            -> installed target=2.0
      v=2.0 boot=b2 check 3/2<1.0 offered=3.0        -> offered target=3.0 version=2.0
      """
    ),
    (
      "updates are paused while a machine waits",
      """
      check held=rollout-pending/2.0                 -> held target=2.0
      check held=updates-off                         -> held reason=updates-off target=2.0
      check held=no-group                            -> held reason=no-group target=
      """
    ),
    (
      "over a floor",
      """
      check offered=1.5/2.0                          -> offered release=1.5 target=2.0
      3/1
      v=1.5 boot=b2 check 3/2<1.0 offered=2.0        -> offered release=2.0 version=1.5
      3/1
      v=2.0 boot=b3 check 3/2<1.5 up-to-date=2.0     -> complete
      """
    ),
    (
      "a machine that runs something newer than its target",
      """
      check offered=2.0
      v=2.0 boot=b2 check 3/2<1.0 up-to-date=2.0     -> complete
      check up-to-date=1.0                           -> up-to-date on-target=false
      """
    ),
    (
      "Nebraska's 800: installed, kept from completing",
      """
      check offered=2.0
      800/1                                          -> installed
      """
    ),
    (
      "the event of the installation is lost: update_engine pings only while it waits for its reboot",
      """
      check offered=2.0
      13/1
      +45m ping                                      -> installed
      boot=b2 check 3/2 offered=2.0                  -> looped
      """
    ),
    (
      "another client's ping says nothing of that",
      """
      client=go-omaha check offered=2.0
      13/1
      +45m ping                                      -> downloading
      """
    ),
    (
      "installed, and not seen for two days",
      """
      check offered=2.0
      3/1                                            -> installed
      +1d ping                                       -> installed
      +1d age                                        -> installed
      +1d age                                        -> silent
      +1d ping                                       -> installed
      +3d age                                        -> silent
      v=2.0 boot=b2 check 3/2<1.0 up-to-date=2.0     -> complete
      """
    ),
    (
      "silent, and back with the old version",
      """
      check offered=2.0
      3/1
      +3d age                                        -> silent
      boot=b2 check 3/2 offered=2.0                  -> looped
      """
    ),
    (
      "offered, and nothing came for a day",
      """
      check offered=2.0
      +23h age                                       -> offered
      check offered=2.0                              -> offered
      +23h age                                       -> offered
      +1h age                                        -> expired
      check 3/2 offered=2.0                          -> offered
      +2d age                                        -> expired
      13/1                                           -> downloading
      +9d age                                        -> downloading
      """
    ),
    (
      "what happened before an offer expired comes late, from a host that was cut off",
      """
      check offered=2.0
      +25h age                                       -> expired
      at=-25h 13/1                                   -> downloading
      """
    ),
    (
      "a forced update does not change what a machine runs",
      """
      check up-to-date=1.0
      v=ForcedUpdate check offered=2.0               -> offered version=1.0
      """
    ),
    (
      "a new installation",
      """
      v=0.0.0.0 check offered=2.0                    -> offered
      3/1                                            -> installed
      v=2.0 check up-to-date=2.0                     -> complete
      """
    ),
    (
      "an attempt of which the offer was not recorded",
      """
      check offered=2.0
      v=2.0 boot=b2 check 3/2<1.0 up-to-date=2.0     -> complete
      +3d 13/1                                       -> downloading
      """
    ),
    (
      "numbers that no event has",
      """
      check offered=2.0
      777/1 -1/-1 0/0 9223372036854775807/9223372036854775807:-9223372036854775808  -> offered error=none
      3/0:-9223372036854775808                       -> failed error=-9223372036854775808
      """
    ),
    (
      "the same offer again does not begin the state anew, and another one does",
      """
      check offered=2.0                              -> offered for=0m
      +45m check offered=2.0                         -> offered for=46m
      +45m check offered=3.0                         -> offered release=3.0 for=0m
      """
    ),
    (
      "a check that comes late changes nothing of what was answered since",
      """
      check held=outside-window/3.0                  -> held reason=outside-window target=3.0
      at=-10m check offered=2.0                      -> held reason=outside-window target=3.0 release=2.0
      at=-20m check offered=1.5/3.0                  -> held release=2.0 earlier=1.5
      at=-30m check offered=2.0                      -> held release=2.0 earlier=1.5
      """
    ),
    (
      "what a host that was cut off saw comes behind the end of the story",
      """
      3/0:268435465                                  -> failed error=9 about=
      at=-5m 13/1                                    -> failed
      at=-9m check offered=2.0                       -> failed error=9 about=2.0 release=2.0
      id=m1 3/0:268435466                            -> failed error=10 about=
      check offered=2.0                              -> offered about=
      at=-9m check offered=2.0                       -> offered error=10 about=2.0
      id=m2 ping                                     -> unknown
      at=-9m 13/1                                    -> downloading
      at=-5m 3/1                                     -> installed
      id=m3 v=2.0 boot=b2 check 3/2<1.0 up-to-date=2.0   -> complete release=
      at=-5m v=1.0 boot=b1 3/1                       -> complete
      at=-9m check offered=2.0                       -> complete release=2.0
      """
    ),
    (
      "a version that is none says nothing about the target",
      """
      check offered=2.0                              -> offered target=2.0
      v=nonsense check held=invalid-version          -> held target=2.0
      """
    ),
  ]
}
