import MoatDocument
import MoatSource

@testable import MoatImage

/// Short ways to read a text and to show what came of it.
enum ImageText {
  static func arena(_ text: String) -> Arena { arena(Array(text.utf8)) }

  static func arena(_ bytes: [UInt8], name: String = "test.json") -> Arena {
    JSONReader.read(SourceFile(name: name, bytes: bytes), symbols: SymbolTable())
  }

  static func form(_ text: String) -> ImageDocumentForm? { form(Array(text.utf8)) }

  static func form(_ bytes: [UInt8]) -> ImageDocumentForm? {
    let arena = arena(bytes)
    return arena.roots.first.flatMap { ImageDocument.recognise(root: $0, in: arena) }
  }

  /// Reads a text as the form that it is recognised as.
  static func read(_ text: String) -> ImageReading { read(Array(text.utf8)) }

  static func read(_ bytes: [UInt8]) -> ImageReading {
    let arena = arena(bytes)
    guard let root = arena.roots.first, let form = ImageDocument.recognise(root: root, in: arena) else {
      return ImageReading(sources: [], problems: [ImageProblem("not recognised")])
    }
    return ImageDocument.read(root: root, in: arena, as: form)
  }

  /// A field in one line: the value, `absent`, or `unknown: reason`.
  static func shown<Value>(_ field: ImageField<Value>) -> String {
    switch field {
    case .absent: "absent"
    case .unknown(let reason, _): "unknown: \(reason)"
    case .present(let located):
      switch located.value {
      case let bytes as [UInt8]: String(decoding: bytes, as: UTF8.self)
      case let texts as [LocatedText]: texts.map { String(decoding: $0.value, as: UTF8.self) }.joined(separator: ", ")
      case let pairs as [LocatedPair]:
        pairs.map { String(decoding: $0.name.value + [UInt8(ascii: "=")] + $0.value.value, as: UTF8.self) }
          .joined(separator: ", ")
      case let attestations as [AttachedAttestation]: attestations.map { shown($0.predicate) }.joined(separator: ", ")
      default: "\(located.value)"
      }
    }
  }

  /// The text of a source at a place.
  static func text(_ place: ImagePlace, of sources: [ImageSource]) -> String {
    sources[place.source].arena.source.text(place.span)
  }
}
