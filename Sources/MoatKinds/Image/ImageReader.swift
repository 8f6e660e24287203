package import MoatDocument
package import MoatImage
import MoatSource
package import MoatValues

/// Makes documents of the images that a JSON text, or an archive, tells of.
package enum ImageReader {
  /// What a text tells of images, if it does. A text that holds an object of Kubernetes, or several documents, does not.
  package static func images(in arena: Arena) -> ImageReading? {
    guard arena.failures.isEmpty, arena.roots.count == 1, let root = arena.roots.first,
      arena.child(of: root, named: "apiVersion") == NodeIndex.none
    else { return nil }
    if let form = ImageDocument.recognise(root: root, in: arena) {
      return ImageDocument.read(root: root, in: arena, as: form)
    }
    return ReportSearch.read([root], in: arena, isStream: false)?.reading
  }

  /// The images of one reading and what is wrong with it, by the texts in which they stand. There is at least one.
  ///
  /// An image of an archive stands in its configuration, which says most of what rules ask.
  ///
  /// - Parameter name: of the input.
  package static func read(
    _ reading: ImageReading, name: String, symbols: SymbolTable, limits: Limits = Limits()
  ) -> [ImageText] {
    for place in reading.secrets { reading.sources[place.source].arena.source.hide(place.span) }
    let images = Dictionary(grouping: reading.images) { ImageLowering.text(of: $0) }
    // What stands in no text is said of the archive as a whole.
    let problems = Dictionary(grouping: reading.problems) { $0.place?.source ?? -1 }
    var texts = Set(images.keys).union(problems.keys)
    if texts.isEmpty { texts = [reading.isOfStatements ? 0 : -1] }
    return texts.sorted().map { text in
      let source = text < 0 ? SourceFile(name: name, bytes: []) : reading.sources[text].arena.source
      var writer = DocumentWriter(source: source, symbols: symbols, limits: limits)
      for image in images[text] ?? [] {
        ImageLowering(image, ofInput: name).write(to: &writer)
        writer.endDocument()
      }
      return ImageText(arena: writer.finish(), problems: problems[text] ?? [])
    }
  }
}

/// One text of an input with images: the documents that stand in it, and what is wrong with it.
package struct ImageText: Sendable {
  package var arena: Arena
  /// Those with a place are in the arena's source.
  package var problems: [ImageProblem]
}

/// Puts images into a set of documents.
package enum ImageClassifier {
  package static let kindName = "Image"
  /// Of what has packages or vulnerabilities and is no image.
  package static let otherKindName = "Artifact"

  /// Whether a document without an `apiVersion` is one of these.
  package static func isOne(kind: String?) -> Bool { kind == kindName || kind == otherKindName }

  private static let tellers: [(kind: ImageKind, key: String)] = [
    (.scan, "hasVulnerabilities"), (.inventory, "hasPackages"), (.history, "hasHistory"),
    (.secretScan, "hasSecrets"), (.configurationScan, "hasMisconfigurations"), (.licenceScan, "hasLicenceFindings"),
  ]

  private static func answer(_ key: String, of root: UInt32, in arena: Arena) -> Bool? {
    let node = arena.child(of: root, named: key)
    return node != NodeIndex.none && arena.node(node).kind == .bool ? arena.node(node).bits != 0 : nil
  }

  package static func classify(_ text: ImageText, into documents: DocumentSet) -> Classification {
    let arena = text.arena
    var result = Classification()
    let index = documents.append(arena)
    for root in arena.roots {
      let isImage = answer("isImage", of: root, in: arena) != false
      let told = tellers.filter { answer($0.key, of: root, in: arena) == true }.map(\.kind)
      let kinds = isImage ? [.image] + told : told
      guard let first = kinds.first else {
        var unrecognised = UnrecognisedDocument(arena: index, node: root, kind: otherKindName, hasUnit: false)
        unrecognised.reason = "this document tells of no image, and of nothing that was found in one"
        result.unrecognised.append(unrecognised)
        continue
      }
      let unit = DerivedUnit.add(root, of: arena, at: index, kind: first.id, into: documents)
      for kind in kinds.dropFirst() { documents.add(unit: unit, to: kind.id) }
      result.count(isImage ? kindName : otherKindName)
      result.unitCount += 1
    }
    for problem in text.problems {
      result.problems.append(
        ClassificationProblem(
          arena: index, node: arena.roots.first ?? 0, message: problem.message, subject: subject(problem.kind),
          span: problem.place?.span))
    }
    return result
  }

  private static func subject(_ kind: ImageProblem.Kind) -> ClassificationProblem.Subject {
    switch kind {
    case .wrong: .image
    case .unread: .report
    case .unreadOther: .otherReport
    case .unmatched: .statements
    }
  }
}
