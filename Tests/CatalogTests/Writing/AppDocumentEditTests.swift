import Testing
import XML

@testable import Catalog
@testable import CatalogEditing

@Suite("Edits that keep comments and layout")
struct AppDocumentEditTests {
  /// One edit of a text: what is done to which element, and what comes out.
  struct Edit: CustomTestStringConvertible, Sendable {
    let name: String
    let text: String
    let result: String
    let change: @Sendable (inout AppDocument, XMLElement) throws -> Void

    var testDescription: String { name }

    init(
      _ name: String, _ text: String, _ result: String,
      _ change: @escaping @Sendable (inout AppDocument, XMLElement) throws -> Void
    ) {
      self.name = name
      self.text = text
      self.result = result
      self.change = change
    }
  }

  /// Edits of the first child of the root.
  private static func attribute(_ name: String, _ value: String?)
    -> @Sendable (inout AppDocument, XMLElement) throws
    -> Void
  {
    { document, root in
      let child = try #require(root.children.first { _ in true })
      try document.set(name, to: value, of: child)
    }
  }

  private static func remove(_ kind: String) -> @Sendable (inout AppDocument, XMLElement) throws -> Void {
    { document, root in
      if let child = root.children.first(where: { $0.name == kind }) {
        return document.remove(child, of: root, isRoot: true)
      }
      let parent = try #require(root.children.first { _ in true })
      document.remove(try #require(parent.children.first { $0.name == kind }), of: parent)
    }
  }

  private static func insert(_ new: NewElement) -> @Sendable (inout AppDocument, XMLElement) throws -> Void {
    { document, root in
      try document.insert(
        new, into: try #require(root.children.first { _ in true }), order: GroupElement.self)
    }
  }

  static let attributes: [Edit] = [
    Edit("a value changes", #"<a><g x="1" y="2"/></a>"#, #"<a><g x="3" y="2"/></a>"#, attribute("x", "3")),
    Edit(
      "single quotes stay", "<a><g x='1'/></a>", "<a><g x='it&apos;s &quot;2&quot;'/></a>", attribute("x", "it's \"2\"")
    ),
    Edit("spaces around = stay", "<a><g x = '1' /></a>", "<a><g x = '2' /></a>", attribute("x", "2")),
    Edit(
      "an attribute is added last", #"<a><g x="1"/></a>"#, #"<a><g x="1" y="&lt;&amp;"/></a>"#, attribute("y", "<&")),
    Edit("the first attribute", "<a><g/></a>", #"<a><g x="1"/></a>"#, attribute("x", "1")),
    Edit(
      "the first attribute of an open element", "<a><g >\n</g></a>", "<a><g x=\"1\" >\n</g></a>", attribute("x", "1")),
    Edit(
      "an attribute on a line of its own gets another below", "<a>\r\n\t<g x='1'\r\n\t   y='2'>\r\n\t</g></a>",
      "<a>\r\n\t<g x='1'\r\n\t   y='2'\r\n\t   z=\"3\">\r\n\t</g></a>", attribute("z", "3")),
    Edit(
      "an attribute goes with its space", #"<a><g x="1"  y="2" z="3"/></a>"#, #"<a><g x="1" z="3"/></a>"#,
      attribute("y", nil)),
    Edit(
      "an attribute goes with its line", "<a><g x='1'\n  y='2'\n  z='3'/></a>", "<a><g x='1'\n  z='3'/></a>",
      attribute("y", nil)),
    Edit("the only attribute goes", "<a><g x='1' /></a>", "<a><g /></a>", attribute("x", nil)),
    Edit("what is not there does not go", "<a><g x='1'/></a>", "<a><g x='1'/></a>", attribute("y", nil)),
    Edit(
      "the same value in another spelling stays", "<a><g x='&#97;&gt;'/></a>", "<a><g x='&#97;&gt;'/></a>",
      attribute("x", "a>")),
    Edit("a name within another is another", "<a><g xx='1'/></a>", "<a><g xx='1' x=\"2\"/></a>", attribute("x", "2")),
    Edit(
      "a value that looks like an attribute", "<a><g y=' x=\"9\" ' x='1'/></a>", "<a><g y=' x=\"9\" ' x='2'/></a>",
      attribute("x", "2")),
    Edit(
      "a value with a greater-than sign", "<a><g y='a>b' x='1'/></a>", "<a><g y='a>b' x='2'/></a>", attribute("x", "2")),
  ]

  static let removals: [Edit] = [
    Edit("an element goes with its line", "<a>\n  <g/>\n  <h/>\n</a>\n", "<a>\n  <h/>\n</a>\n", remove("g")),
    Edit("and with the comment behind it", "<a>\n  <g/> <!-- old -->\n  <h/>\n</a>", "<a>\n  <h/>\n</a>", remove("g")),
    Edit("the comment above stays", "<a>\n  <!-- all -->\n  <g/>\n</a>", "<a>\n  <!-- all -->\n</a>", remove("g")),
    Edit(
      "a longer comment behind it stays", "<a>\n  <g/> <!-- a\n b -->\n</a>", "<a>\n  <!-- a\n b -->\n</a>", remove("g")
    ),
    Edit("lines end as they did", "<a>\r\n\t<g/>\r\n\t<h/>\r\n</a>", "<a>\r\n\t<h/>\r\n</a>", remove("g")),
    Edit(
      "an element of several lines", "<a>\n  <g>\n    <!-- x -->\n    <k/>\n  </g>\n  <h/>\n</a>", "<a>\n  <h/>\n</a>",
      remove("g")),
    Edit("on one line with others", "<a><g/> <h/></a>", "<a> <h/></a>", remove("g")),
    Edit("first on a line with another", "<a>\n  <g/> <h/>\n</a>", "<a>\n  <h/>\n</a>", remove("g")),
    Edit("last on a line with another", "<a>\n  <h/> <g/> <!-- g -->\n</a>", "<a>\n  <h/>\n</a>", remove("g")),
    Edit(
      "of two empty lines one stays", "<a>\n  <f/>\n\n  <g/>\n\n  <h/>\n</a>", "<a>\n  <f/>\n\n  <h/>\n</a>",
      remove("g")),
    Edit("one empty line stays", "<a>\n  <f/>\n\n  <g/>\n  <h/>\n</a>", "<a>\n  <f/>\n\n  <h/>\n</a>", remove("g")),
    Edit(
      "a parent that becomes empty is closed", "<a>\n  <g x='1' >\n    <k/>\n  </g>\n</a>", "<a>\n  <g x='1'/>\n</a>",
      remove("k")),
    Edit("also on one line", "<a><g><k/></g ></a>", "<a><g/></a>", remove("k")),
    Edit(
      "a parent with a comment stays open", "<a>\n  <g>\n    <!-- c -->\n    <k/>\n  </g>\n</a>",
      "<a>\n  <g>\n    <!-- c -->\n  </g>\n</a>", remove("k")),
    Edit("the root stays open", "<a>\n  <g/>\n</a>", "<a>\n</a>", remove("g")),
  ]

  static let insertions: [Edit] = [
    Edit(
      "into a closed element", "<a>\n  <g x='1' />\n</a>", "<a>\n  <g x='1'>\n    <pin v=\"1\"/>\n  </g>\n</a>",
      insert(NewElement("pin", ["v": "1"]))),
    Edit("with tabs", "<a>\n\t<g/>\n</a>", "<a>\n\t<g>\n\t\t<pin/>\n\t</g>\n</a>", insert(NewElement("pin"))),
    Edit(
      "with line ends of DOS", "<a>\r\n    <g/>\r\n</a>", "<a>\r\n    <g>\r\n        <pin/>\r\n    </g>\r\n</a>",
      insert(NewElement("pin"))),
    Edit(
      "in its order", "<a>\n  <g>\n    <machines/> <!-- m -->\n    <window/>\n  </g>\n</a>",
      "<a>\n  <g>\n    <machines/> <!-- m -->\n    <pin/>\n    <window/>\n  </g>\n</a>", insert(NewElement("pin"))),
    Edit(
      "behind another on the same line", "<a><g><pin/></g></a>", "<a><g><pin/><rollout/></g></a>",
      insert(NewElement("rollout"))),
    Edit(
      "behind a comment of several lines",
      "<a>\n  <g>\n    <pin/> <!-- a\n      b -->\n    <window/>\n  </g>\n</a>",
      "<a>\n  <g>\n    <pin/> <!-- a\n      b -->\n    <rollout/>\n    <window/>\n  </g>\n</a>",
      insert(NewElement("rollout"))),
    Edit(
      "before all", "<a>\n  <g>\n    <!-- w -->\n    <window/>\n  </g>\n</a>",
      "<a>\n  <g>\n    <pin/>\n    <!-- w -->\n    <window/>\n  </g>\n</a>", insert(NewElement("pin"))),
    Edit(
      "with children", "<a>\n  <g/>\n</a>", "<a>\n  <g>\n    <pin>\n      <k/>\n    </pin>\n  </g>\n</a>",
      insert(NewElement("pin", children: [NewElement("k")]))),
    Edit(
      "before another and its comments", "<a>\n  <f/>\n\n  <!-- one -->\n  <!-- two\n    lines -->\n  <g/>\n</a>",
      "<a>\n  <f/>\n\n  <n/>\n  <!-- one -->\n  <!-- two\n    lines -->\n  <g/>\n</a>"
    ) { document, root in
      try document.insert(NewElement("n"), into: root, before: try #require(root.children.last("g")))
    },
    Edit("before another on the same line", "<a><f/><g/></a>", "<a><f/><n/><g/></a>") { document, root in
      try document.insert(NewElement("n"), into: root, before: try #require(root.children.last("g")))
    },
  ]

  static let moves: [Edit] = [
    Edit(
      "up", "<a>\n  <f/> <!-- f -->\n  <!-- g -->\n  <g>\n  </g>\n  <h/>\n</a>",
      "<a>\n  <!-- g -->\n  <g>\n  </g>\n  <f/> <!-- f -->\n  <h/>\n</a>"
    ) { document, root in
      document.move(try #require(root.children.last("g")), before: try #require(root.children.last("f")))
    },
    Edit(
      "down", "<a>\n  <!-- f -->\n  <f/>\n  <g/>\n  <!-- h -->\n  <h/>\n</a>",
      "<a>\n  <g/>\n  <!-- f -->\n  <f/>\n  <!-- h -->\n  <h/>\n</a>"
    ) { document, root in
      document.move(try #require(root.children.last("f")), before: try #require(root.children.last("h")))
    },
    Edit("to where it is", "<a>\n  <f/>\n  <!-- g -->\n  <g/>\n</a>", "<a>\n  <f/>\n  <!-- g -->\n  <g/>\n</a>") {
      document, root in
      document.move(try #require(root.children.last("f")), before: try #require(root.children.last("g")))
    },
    Edit("on one line", "<a><f/><g/></a>", "<a><g/><f/></a>") { document, root in
      document.move(try #require(root.children.last("g")), before: try #require(root.children.last("f")))
    },
    Edit("down on one line", "<a><f/><g/><h/></a>", "<a><g/><f/><h/></a>") { document, root in
      document.move(try #require(root.children.last("f")), before: try #require(root.children.last("h")))
    },
  ]

  @Test("nothing but what was meant is different", arguments: attributes + removals + insertions + moves)
  func edit(edit: Edit) throws {
    var document = AppDocument(text: Array(edit.text.utf8), file: "app.xml", root: "")
    try edit.change(&document, try document.rootElement())
    #expect(String(decoding: document.text, as: UTF8.self) == edit.result)
    _ = try document.rootElement()
  }

  @Test("an edit that the text forbids leaves it as it was")
  func refused() throws {
    let text = "<app appid=\"a\">\n  <channel name=\"stable\"/>\n</app>"
    var document = AppDocument(text: Array(text.utf8), file: "app.xml", root: "")
    for value in ["no\u{1}control", nil] as [String?] {
      #expect(throws: CatalogErrors.self) {
        try document.edit { document in
          let root = try document.rootElement()
          try document.set("name", to: value, of: try #require(root.child("channel", named: "stable")))
        }
      }
      #expect(String(decoding: document.text, as: UTF8.self) == text)
    }
  }
}
