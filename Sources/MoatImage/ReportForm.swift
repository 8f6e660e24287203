import MoatDocument

/// A form of report that Moat knows by sight and does not read: one row of a table.
struct ReportForm: Sendable {
  /// What a message calls it, with an article where it has one: `SARIF log`.
  let name: String
  /// The path of the name of the program that wrote the document, or of what it carries.
  var writer: ReportPath?
  /// All of these hold in such a document.
  let signature: [ReportCondition]
  /// Why it is not read, and what to give in its place: a clause without a full stop.
  let reason: String
  /// Whether it may tell of the packages or the vulnerabilities of an image.
  var mayTellOfImages = true
  /// Whether the signature says enough for a part of a document too, rather than for a document alone.
  var isDistinct = true
  /// Where the form is described.
  let source: String

  /// - Parameters:
  ///   - signature: conditions as `ReportCondition` reads them.
  ///   - writer: a path as `ReportPath` reads it.
  init(
    _ name: String, _ signature: String..., of writer: String? = nil, reason: String, source: String,
    mayTellOfImages: Bool = true, isDistinct: Bool = true
  ) {
    self.name = name
    self.signature = signature.map(ReportCondition.init)
    self.writer = writer.map(ReportPath.init)
    self.reason = reason
    self.source = source
    self.mayTellOfImages = mayTellOfImages
    self.isDistinct = isDistinct
  }
}

/// A path from the root of a document: names with slashes between them. `[]` is an element of a list, and `*` a member of an object.
struct ReportPath: Sendable {
  enum Step: Sendable, Hashable {
    case name(String)
    case element
    case member
  }

  let steps: [Step]

  init(_ text: String) {
    steps = text.split(separator: "/").map { part in
      switch part {
      case "[]": .element
      case "*": .member
      default: .name(String(part))
      }
    }
  }
}

/// What a document of a form has at a path.
///
/// It is written as `PATH` (anything but null), `PATH:KIND` (`list`, `object`, `string`, `number`, `bool`), `PATH=TEXT`, `PATH^=TEXT` (a
/// text that begins so) or `PATH~=TEXT` (a text that contains it, in any case).
struct ReportCondition: Sendable {
  enum Test: Sendable {
    case present
    case kinds([NodeKind])
    case equal([UInt8])
    case prefix([UInt8])
    case contains(String)
  }

  let path: ReportPath
  let test: Test

  init(_ text: String) {
    let tests: [(String, (String) -> Test)] = [
      ("^=", { .prefix(Array($0.utf8)) }), ("~=", { .contains($0.lowercased()) }), ("=", { .equal(Array($0.utf8)) }),
      (":", { .kinds(Self.kinds($0)) }),
    ]
    for (mark, test) in tests {
      guard let range = text.firstRange(of: mark) else { continue }
      path = ReportPath(String(text[..<range.lowerBound]))
      self.test = test(String(text[range.upperBound...]))
      return
    }
    path = ReportPath(text)
    test = .present
  }

  private static func kinds(_ name: String) -> [NodeKind] {
    switch name {
    case "list": [.list]
    case "object": [.object]
    case "string": [.string]
    case "number": [.int, .float]
    case "bool": [.bool]
    default: []
    }
  }
}

/// The forms that one document can be of. Of most documents none is left when the names that forms have are looked up.
struct ReportForms {
  private let cursor: DocumentCursor
  private let candidates: [ReportForm]

  /// Elements of a list, and members of an object, that one step of a path looks at.
  private static let breadth = 8

  init(_ cursor: DocumentCursor) {
    self.cursor = cursor
    candidates = ReportForm.all.filter { form in
      form.signature.allSatisfy { condition in
        condition.path.steps.allSatisfy { step in
          if case .name(let name) = step { cursor.arena.symbols.lookup(name) != nil } else { true }
        }
      }
    }
  }

  /// The report that a node is; nil if it is of no known form.
  ///
  /// - Parameter isPart: whether it is a part of a document.
  func report(_ node: UInt32, isPart: Bool) -> UnreadReport? {
    guard !candidates.isEmpty else { return nil }
    // A Kubernetes object may hold any of the names of a form.
    if cursor.member(node, "apiVersion", .string) != nil, cursor.member(node, "kind", .string) != nil { return nil }
    let form = candidates.first { form in
      (form.isDistinct || !isPart) && form.signature.allSatisfy { holds($0, node) }
    }
    return form.map { UnreadReport(title(of: $0, node), $0.reason, mayTellOfImages: $0.mayTellOfImages) }
  }

  private func title(of form: ReportForm, _ node: UInt32) -> String {
    guard let path = form.writer, let text = nodes(at: path.steps[...], from: node).first(where: cursor.isText),
      cursor.arena.node(text).count > 0
    else { return form.name }
    return "\(form.name) of \(DocumentCursor.shown(cursor.arena.bytes(text)))"
  }

  private func holds(_ condition: ReportCondition, _ node: UInt32) -> Bool {
    nodes(at: condition.path.steps[...], from: node).contains { found in
      switch condition.test {
      case .present: true
      case .kinds(let kinds): kinds.contains(cursor.kind(found))
      case .equal(let text): cursor.isText(found) && cursor.arena.bytes(found) == text
      case .prefix(let text): cursor.isText(found) && cursor.arena.bytes(found).starts(with: text)
      case .contains(let text):
        cursor.isText(found)
          && String(decoding: cursor.arena.bytes(found), as: UTF8.self).lowercased().contains(text)
      }
    }
  }

  /// What stands at a path; of several elements the first few.
  private func nodes(at path: ArraySlice<ReportPath.Step>, from node: UInt32) -> [UInt32] {
    guard let step = path.first else { return [node] }
    let rest = path.dropFirst()
    switch step {
    case .name(let name):
      guard cursor.kind(node) == .object, let member = cursor.member(node, name) else { return [] }
      return nodes(at: rest, from: member)
    case .element, .member:
      guard cursor.kind(node) == (step == .element ? .list : .object) else { return [] }
      return cursor.children(node).prefix(Self.breadth).flatMap { nodes(at: rest, from: $0) }
    }
  }
}
