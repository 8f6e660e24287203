import MoatKinds
import MoatSource
import MoatSyntax
import MoatValues

/// The data sets of all files. Two files of one policy may each declare one that they share.
struct DataSets {
  private(set) var sets: [CheckedDataSet] = []
  private var places: [String: Int] = [:]

  init(_ files: [FileNames], catalogue: Catalogue, log: DiagnosticLog) {
    for file in files {
      for case .data(let declaration) in file.file.declarations {
        let source = file.file.source
        guard file.declarations[declaration.name.text]?.name?.span == declaration.name.span else { continue }
        let type = TypeNames.resolve(declaration.type, in: catalogue) { log.report($0, in: source) }
        guard type != .invalid else { continue }
        if let wrong = Self.notData(type) {
          let text = TypeNames.describe(wrong, in: catalogue)
          log.report(SemanticMessages.notADataType(text, at: declaration.type.span), in: source)
          continue
        }
        let id = file.qualified(declaration.name.text)
        if let place = places[id] {
          guard sets[place].type != type else { continue }
          log.report(
            SemanticMessages.otherDataType(id, firstIn: sets[place].source.name, at: declaration.type.span), in: source)
          continue
        }
        places[id] = sets.count
        sets.append(CheckedDataSet(id: id, type: type, source: source, span: declaration.span))
      }
    }
  }

  /// Nil for a data set whose declaration was reported.
  func place(of id: String) -> Int? { places[id] }

  /// The part of a type that JSON and YAML have no form for: objects of kinds, selectors, what may be missing or anything.
  private static func notData(_ type: Type) -> Type? {
    switch type {
    case .list(let element), .set(let element), .map(let element): notData(element)
    case .bool, .int, .decimal, .string, .quantity, .duration, .date, .semver, .cidr, .path, .url, .imageReference,
      .imagePrefix, .glob, .regex, .arn, .actionPattern, .vulnerabilityID, .severity, .intOrString, .enumeration,
      .invalid:
      nil
    case .labelSelector, .serviceSelector, .entry, .object, .optional, .any: type
    }
  }
}
