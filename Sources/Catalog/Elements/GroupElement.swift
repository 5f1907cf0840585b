/// An element of `<group>`, in the order in which new ones are written.
///
/// A new one is a case here, a file beside this one that reads and writes it, and a rule of the decision. The compiler names the
/// places in between.
package enum GroupElement: String, CaseIterable {
  case machines, pin, rollout, window, blackout
}
