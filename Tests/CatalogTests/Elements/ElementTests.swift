import Omaha
import Testing

@testable import Catalog
@testable import CatalogEditing

/// Every element of a channel and a group, and every attribute of a group. The compiler asks for a sample of a new one; these tests
/// then find what was forgotten: to read it, to keep it, to write it.
@Suite("Elements and attributes of app.xml")
struct ElementTests {
  static func sample(_ element: GroupElement) -> String {
    switch element {
    case .machines: #"<machines file="canary.txt"/>"#
    case .pin: #"<pin version="1.2" arch="amd64" since="2026-11-23T10:00:00Z"/>"#
    case .rollout: #"<rollout over="P3D" steps="1,5,25,100"/>"#
    case .window: #"<window days="mon-fri" from="09:00" to="17:00" timezone="UTC"/>"#
    case .blackout: #"<blackout from="2026-12-20" to="2027-01-03" timezone="UTC"/>"#
    }
  }

  static func sample(_ element: ChannelElement) -> String {
    switch element {
    case .target: #"<target arch="amd64" version="1.2" since="2026-11-23T10:00:00Z"/>"#
    case .floor: #"<floor version="1.1" arch="arm64" reason="layout"/>"#
    case .block: #"<block version="1.0" arch="arm64" reason="boot loop"/>"#
    }
  }

  /// A value of an attribute that is none of its defaults, with what else it needs.
  static func sample(_ attribute: GroupAttribute) -> String {
    switch attribute {
    case .channel: #"channel="beta""#
    case .track, .board, .oem, .platform, .aliasPrefix, .machinePrefix: "\(attribute.rawValue)=\"ab\""
    case .arch: #"arch="arm64""#
    case .minimumVersion, .maximumVersion: "\(attribute.rawValue)=\"1.5\""
    case .updates: #"updates="off""#
    case .rollback: #"rollback="allowed""#
    case .pollInterval: #"poll-interval="3600""#
    case .pollJitter: #"poll-interval="3600" poll-jitter="60""#
    }
  }

  private func definition(channel: String = "", attributes: String = "", group: String = "") throws -> AppDefinition {
    let isNamed = attributes.contains("channel=")
    let text = """
      <app appid="com.example.agent">
        <channel name="stable">\(channel)</channel>
        <channel name="beta"/>
        <group name="lab" \(isNamed ? "" : #"channel="stable""#) \(attributes)>\(group)</group>
      </app>
      """
    return try AppDocument(text: Array(text.utf8), file: "app.xml", root: "").definition()
  }

  private func text(_ element: NewElement) throws -> String {
    String(decoding: try element.text(indent: [], step: [], lineBreak: []), as: UTF8.self)
  }

  /// What is written for the element that a group has.
  private func written(_ element: GroupElement, of group: Group) -> NewElement? {
    switch element {
    case .machines: group.selector.machines.map { NewElement(element, MachineList.attributes(file: $0.file)) }
    case .pin: group.pins.first.map { NewElement(element, $0.attributes) }
    case .rollout: group.rollout.map { NewElement(element, $0.attributes) }
    case .window:
      group.schedule.windows.first.map {
        NewElement(
          element, Window.attributes(days: "\($0.days)", from: $0.from, to: $0.to, zone: $0.zone.name))
      }
    case .blackout:
      group.schedule.blackouts.first.map {
        NewElement(element, Blackout.attributes(from: "\($0.first)", to: "\($0.last)", zone: $0.zone.name))
      }
    }
  }

  private func written(_ element: ChannelElement, of channel: Channel) -> NewElement? {
    switch element {
    case .target: channel.targets.first.map { NewElement(element, $0.attributes) }
    case .floor: channel.floors.first.map { NewElement(element, $0.attributes) }
    case .block: channel.blocks.first.map { NewElement(element, $0.attributes) }
    }
  }

  @Test("An element of a group is kept as it is read, and written as it was", arguments: GroupElement.allCases)
  func groupElement(element: GroupElement) throws {
    let sample = Self.sample(element)
    let group = try #require(definition(group: sample).groups.first)
    #expect(try group != definition().groups.first)
    #expect(try text(#require(written(element, of: group))) == sample)
  }

  @Test("An element of a channel is kept as it is read, and written as it was", arguments: ChannelElement.allCases)
  func channelElement(element: ChannelElement) throws {
    let sample = Self.sample(element)
    let channel = try #require(definition(channel: sample).channels.first)
    #expect(try channel != definition().channels.first)
    #expect(try text(#require(written(element, of: channel))) == sample)
  }

  @Test("An attribute of a group is kept as it is read", arguments: GroupAttribute.allCases)
  func attribute(attribute: GroupAttribute) throws {
    let sample = Self.sample(attribute)
    let without = sample.contains(" ") ? String(sample.split(separator: " ")[0]) : ""
    #expect(try definition(attributes: sample).groups != definition(attributes: without).groups)
  }
}
