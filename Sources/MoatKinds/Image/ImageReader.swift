package import MoatDocument
package import MoatImage
import MoatSource
package import MoatValues

/// Makes documents of the images that a JSON text, or an archive, tells of.
package enum ImageReader {
  /// What a text tells of images, if it does. A text that holds an object of Kubernetes, or several documents, does not.
  package static func images(in arena: Arena) -> ImageReading? {
    guard arena.failures.isEmpty, arena.roots.count == 1, let root = arena.roots.first,
      arena.child(of: root, named: "apiVersion") == NodeIndex.none,
      let form = ImageDocument.recognise(root: root, in: arena)
    else { return nil }
    return ImageDocument.read(root: root, in: arena, as: form)
  }

  /// The images of one reading, in an arena of their own whose source is the first of their texts.
  ///
  /// - Parameter name: of the input, for one that has no text: an archive that was refused.
  package static func read(
    _ reading: ImageReading, name: String, symbols: SymbolTable, limits: Limits = Limits()
  ) -> Arena {
    let source = reading.sources.first?.arena.source ?? SourceFile(name: name, bytes: [])
    var writer = DocumentWriter(source: source, symbols: symbols, limits: limits)
    for image in reading.images {
      ImageLowering(image).write(to: &writer)
      writer.endDocument()
    }
    return writer.finish()
  }
}

/// Puts images into a set of documents.
package enum ImageClassifier {
  package static let kindName = "Image"
  /// Of what has packages or vulnerabilities and is no image.
  package static let otherKindName = "Artifact"

  private static let tellers: [(kind: ImageKind, key: String)] = [
    (.scan, "hasVulnerabilities"), (.inventory, "hasPackages"), (.history, "hasHistory"),
  ]

  private static func answer(_ key: String, of root: UInt32, in arena: Arena) -> Bool? {
    let node = arena.child(of: root, named: key)
    return node != NodeIndex.none && arena.node(node).kind == .bool ? arena.node(node).bits != 0 : nil
  }

  package static func classify(
    _ arena: Arena, problems: [ImageProblem], into documents: DocumentSet
  ) -> Classification {
    var result = Classification()
    let index = documents.append(arena)
    for root in arena.roots {
      let isImage = answer("isImage", of: root, in: arena) != false
      let told = tellers.filter { answer($0.key, of: root, in: arena) == true }.map(\.kind)
      let kinds = isImage ? [.image] + told : told
      guard let first = kinds.first else {
        var unrecognised = UnrecognisedDocument(arena: index, node: root, kind: otherKindName, hasUnit: false)
        unrecognised.reason = "this document tells of no image, of no packages and of no vulnerabilities"
        result.unrecognised.append(unrecognised)
        continue
      }
      let unit = DerivedUnit.add(root, of: arena, at: index, kind: first.id, into: documents)
      for kind in kinds.dropFirst() { documents.add(unit: unit, to: kind.id) }
      result.count(isImage ? kindName : otherKindName)
      result.unitCount += 1
    }
    for problem in problems {
      result.problems.append(
        ClassificationProblem(
          arena: index, node: arena.roots.first ?? 0, message: problem.message, subject: .image,
          span: problem.place?.source == 0 ? problem.place?.span : nil))
    }
    return result
  }
}
