import Omaha
import Testing

@Suite("Marks of manifests")
struct ManifestMarksTests {
  private func manifest(_ version: String, _ marks: (String, String)...) -> Manifest {
    Manifest(
      version: version, packages: [], actions: [], attributes: marks.map { Attribute(name: $0.0, value: $0.1) })
  }

  @Test("are read from the attributes, and written before the others")
  func coding() {
    let both = Manifest(
      version: "1", packages: [], actions: [], isFloor: true, floorReason: "a & b", isTarget: true,
      attributes: [Attribute(name: "more", value: "x")])
    #expect(both.attributes.map(\.name) == ["is_floor", "floor_reason", "is_target", "more"])
    #expect(both.isFloor && both.isTarget)
    #expect(both.floorReason == "a & b")
    let none = Manifest(version: "1", packages: [], actions: [], isFloor: false, floorReason: "no", isTarget: false)
    #expect(none == manifest("1"))
    #expect(!none.isFloor && !none.isTarget && none.floorReason == nil)
    for (value, expected) in [("true", true), ("1", true), ("TRUE", true), ("false", false), ("0", false), ("", false)]
    {
      #expect(manifest("1", ("is_floor", value)).isFloor == expected)
      #expect(manifest("1", ("is_target", value)).isTarget == expected)
    }
  }

  @Test("tell floors and target of an answer")
  func target() {
    func result(_ manifests: Manifest...) -> UpdateCheckResult {
      UpdateCheckResult(status: .ok, codebases: ["https://updates.example/"], manifests: manifests)
    }
    let floor = manifest("1", ("is_floor", "true"))
    let plain = manifest("2")
    let target = manifest("3", ("is_target", "true"))
    let both = manifest("4", ("is_floor", "true"), ("is_target", "true"))
    #expect(result(floor, target).target == target)
    #expect(result(floor, target).floors == [floor])
    #expect(result(floor, both).target == both)
    #expect(result(floor, both).floors == [floor, both])
    // A server that marks no target has it last, unless there are only floors.
    #expect(result(floor, plain).target == plain)
    #expect(result(plain, floor).target == plain)
    #expect(result(floor).target == nil)
    #expect(result(target, plain).target == target)
    #expect(result().target == nil)
    #expect(result(floor, target).manifest == floor)
  }
}
