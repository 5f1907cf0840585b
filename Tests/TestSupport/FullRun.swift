internal import Foundation

/// `Tests/run --quick` sets `OMAHA_QUICK`. It leaves out the tests that take longest: commands that are killed at each of
/// their steps, years that are simulated, servers that are killed, restarted or cut off for a while.
package enum FullRun {
  package static let isOn = ProcessInfo.processInfo.environment["OMAHA_QUICK"] == nil
}
