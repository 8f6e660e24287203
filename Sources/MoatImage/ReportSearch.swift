package import MoatDocument
import MoatSource

/// Finds the reports in texts that are not one report as a whole: several in a list, in an object by the names of the images, in an
/// envelope, one after the other; and names those that are not read.
package struct ReportSearch {
  /// A part of a text that is a report.
  private enum Found {
    case read(ImageDocumentForm)
    case unread(UnreadReport)
  }

  private let cursor: DocumentCursor
  private let forms: ReportForms
  private var found: [(node: UInt32, report: Found)] = []
  private var visits = 0
  private var probesOfRoot = 0
  private var isCut = false

  /// Lists and objects around a report.
  private static let depth = 3
  /// Parts of one list or object, and of a root, that are looked at before a first report is found: a text that has one is looked
  /// through to its end.
  private static let probes = 64
  private static let rootProbes = 1_000
  /// Parts of a text that are looked at in all.
  private static let maximumVisits = 200_000

  private init(_ arena: Arena) {
    cursor = DocumentCursor(arena, source: 0)
    forms = ReportForms(cursor)
  }

  /// What the reports among the roots of a text tell, and which roots have some; nil if none has.
  ///
  /// - Parameters:
  ///   - isStream: whether roots can be documents of their own that are read (several texts, one after the other), and not
  ///   only hold some.
  ///   - besideImages: whether the text tells of images already.
  package static func read(
    _ roots: [UInt32], in arena: Arena, isStream: Bool, besideImages: Bool = false
  ) -> (reading: ImageReading, nodes: Set<UInt32>)? {
    var search = ReportSearch(arena)
    var nodes: Set<UInt32> = []
    for root in roots where !search.describesAnInterface(root) {
      let count = search.found.count
      search.probesOfRoot = 0
      search.visit(root, depth: 0, isStream: isStream)
      if search.found.count > count { nodes.insert(root) }
    }
    search.nameTheRest(of: roots, besides: &nodes)
    return nodes.isEmpty ? nil : (search.reading(of: roots.first ?? 0, besideImages: besideImages), nodes)
  }

  // MARK: Search

  private mutating func visit(_ node: UInt32, depth: Int, isStream: Bool = false) {
    visits += 1
    probesOfRoot += 1
    if visits > Self.maximumVisits { isCut = true }
    guard !isCut, !found.isEmpty || probesOfRoot <= Self.rootProbes else { return }
    if depth > 0 || isStream, let form = ImageDocument.recognise(root: node, in: cursor.arena),
      isRead(form, node, isStream)
    {
      return found.append((node, .read(form)))
    }
    if let report = forms.report(node, isPart: depth > 0) { return found.append((node, .unread(report))) }
    guard depth < Self.depth, cursor.member(node, "apiVersion") == nil else { return }
    var probes = 0
    let count = found.count
    for child in cursor.children(node) where cursor.kind(child) == .object || cursor.kind(child) == .list {
      visit(child, depth: depth + 1)
      probes += 1
      if found.count == count, probes == Self.probes { return }
    }
  }

  /// Whether a part of a text is read as a document of a form. The digests of manifests and configurations are those of whole texts.
  private func isRead(_ form: ImageDocumentForm, _ node: UInt32, _ isStream: Bool) -> Bool {
    switch form {
    case .trivyReport, .trivyKubernetes, .grypeReport, .syft, .spdx, .spdx3, .cycloneDX, .openVEX, .csaf: true
    case .inspect, .trivyResults: isStream
    case .containerInspect, .config, .manifest, .index, .layoutMarker, .saveManifest, .trivyOperator: false
    }
  }

  /// Whether a document describes what reports look like, by a schema or an interface.
  private func describesAnInterface(_ root: UInt32) -> Bool {
    if cursor.member(root, "openapi", .string) != nil || cursor.member(root, "swagger", .string) != nil { return true }
    guard let schema = cursor.member(root, "$schema", .string) else { return false }
    return String(decoding: cursor.arena.bytes(schema), as: UTF8.self).contains("json-schema.org")
  }

  /// Beside reports that are known, one of an unknown form must not be lost; and alone it is named too.
  private mutating func nameTheRest(of roots: [UInt32], besides nodes: inout Set<UInt32>) {
    let known = Set(found.flatMap { ancestors(of: $0.node) })
    var shape = VulnerabilityShape(cursor)
    for root in roots where !describesAnInterface(root) {
      let parts = known.contains(root) ? Array(cursor.children(root).filter { !known.contains($0) }) : [root]
      // What holds a report may hold others; what is one holds its own entries.
      if known.contains(root), found.contains(where: { $0.node == root }) { continue }
      guard let part = parts.first(where: { shape.isFound(in: $0) }) else { continue }
      found.append((part, .unread(ReportForm.ofUnknownForm)))
      nodes.insert(root)
    }
  }

  private func ancestors(of node: UInt32) -> [UInt32] {
    var chain = [node]
    while let last = chain.last, cursor.arena.parent(last) != NodeIndex.none, chain.count <= Self.depth {
      chain.append(cursor.arena.parent(last))
    }
    return chain
  }

  // MARK: Reading

  private func reading(of root: UInt32, besideImages: Bool) -> ImageReading {
    var reading = ImageReading(sources: [ImageSource(name: cursor.arena.source.name, arena: cursor.arena)])
    reading.place = cursor.place(root)
    var parts: [ImageReading] = []
    for (node, report) in found {
      if case .read(let form) = report { parts.append(ImageDocument.read(root: node, in: cursor.arena, as: form)) }
    }
    reading.isOfStatements = !besideImages && !parts.isEmpty && parts.allSatisfy(\.isOfStatements)
    for part in parts {
      if part.isOfStatements, !reading.isOfStatements {
        reading.add(Self.mixed, at: part.place ?? cursor.place(root))
      } else {
        reading.add(part)
      }
    }
    for (node, report) in unread { reading.add(report, at: cursor.place(node)) }
    if isCut, !found.isEmpty { reading.add(Self.cut, at: cursor.place(root)) }
    return reading
  }

  /// Each form once: a text with many reports has one cause. What tells of no image is named if nothing else is.
  private var unread: [(UInt32, UnreadReport)] {
    var titles: Set<String> = []
    let all = found.compactMap { node, report -> (UInt32, UnreadReport)? in
      if case .unread(let report) = report, titles.insert(report.title).inserted { (node, report) } else { nil }
    }
    let ofImages = all.filter(\.1.mayTellOfImages)
    return ofImages.isEmpty ? all : ofImages
  }

  private static let mixed = UnreadReport(
    "VEX document beside reports in one text", "give it in a file of its own (`jq -c '.[]'` prints one document a line)"
  )
  private static let cut = UnreadReport(
    "text with more than \(maximumVisits) parts", "split it (`jq -c '.[]'` prints one document a line)")
}

extension ImageReading {
  /// Adds what another part of the same text tells.
  mutating func add(_ part: ImageReading) {
    images += part.images
    statements += part.statements
    secrets += part.secrets
    problems += part.problems.prefix(max(0, ImageLimits.documentProblems - problems.count))
    lacksPart = lacksPart || part.mayLackImages
    unread = unread ?? part.unread
    if images.isEmpty { isOfStatements = isOfStatements || part.isOfStatements }
    place = place ?? part.place
  }

  /// Keeps a report that is not read.
  fileprivate mutating func add(_ report: UnreadReport, at place: ImagePlace) {
    if problems.count < ImageLimits.documentProblems { problems.append(report.problem(at: place)) }
    if unread?.mayTellOfImages != true { unread = report }
  }
}
