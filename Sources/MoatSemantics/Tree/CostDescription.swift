package import MoatKinds
import MoatValues

extension CostSize {
  /// A number for the order of factors and terms.
  var order: UInt64 {
    switch self {
    case .collection: 0
    case .elements: 1
    case .nodes: 2
    case .text: 3
    case .bytes: 4
    case .documents(let kind): 1 << 40 | UInt64(kind.rawValue)
    case .collectionOf(let kind): 2 << 40 | UInt64(kind.rawValue)
    case .elementsOf(let kind): 3 << 40 | UInt64(kind.rawValue)
    case .nodesOf(let kind): 4 << 40 | UInt64(kind.rawValue)
    case .textOf(let kind): 5 << 40 | UInt64(kind.rawValue)
    case .bytesOf(let kind): 6 << 40 | UInt64(kind.rawValue)
    case .parameter(let place): 7 << 40 | UInt64(place)
    case .data(let place): 8 << 40 | UInt64(place)
    }
  }

  /// `n`, `nodes(workload)`, `registries`.
  func name(_ rule: CheckedRule, _ catalogue: Catalogue, _ dataSets: [CheckedDataSet]) -> String {
    func kind(_ id: ObjectTypeID) -> String { catalogue.objectType(id)?.name ?? "document" }
    return switch self {
    case .collection: "n"
    case .elements: "elements"
    case .nodes: "nodes"
    case .text: "text"
    case .bytes: "bytes"
    case .documents(let id): "count(\(kind(id)))"
    case .collectionOf(let id): "n(\(kind(id)))"
    case .elementsOf(let id): "elements(\(kind(id)))"
    case .nodesOf(let id): "nodes(\(kind(id)))"
    case .textOf(let id): "text(\(kind(id)))"
    case .bytesOf(let id): "bytes(\(kind(id)))"
    case .parameter(let place): place < rule.parameters.count ? rule.parameters[place].name : "param"
    case .data(let place):
      place < dataSets.count ? String(dataSets[place].id.split(separator: ".").last ?? "data") : "data"
    }
  }
}

extension CheckedRule {
  /// `3·n² + 2·count(service) + 5`, the highest power first. `n` is the most children of a list or map in the document,
  /// `elements` those of all its lists, `nodes` all of its nodes, `text` and `bytes` its longest text and all of its texts;
  /// with a kind, of all its documents.
  package func costDescription(_ catalogue: Catalogue, _ dataSets: [CheckedDataSet]) -> String {
    if cost == .endless { return "∞" }
    let terms = cost.terms.sorted { left, right in
      if left.key.count != right.key.count { return left.key.count > right.key.count }
      return left.key.lexicographicallyPrecedes(right.key) { $0.order < $1.order }
    }
    let texts = terms.map { factors, coefficient in
      var words: [String] = coefficient == 1 && !factors.isEmpty ? [] : [String(coefficient)]
      var index = 0
      while index < factors.count {
        let power = factors[index...].prefix { $0 == factors[index] }.count
        words.append(factors[index].name(self, catalogue, dataSets) + Self.superscript(power))
        index += power
      }
      return words.joined(separator: "·")
    }
    return texts.isEmpty ? "0" : texts.joined(separator: " + ")
  }

  private static func superscript(_ power: Int) -> String {
    if power == 1 { return "" }
    let digits: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    return String(String(power).compactMap { $0.wholeNumberValue.map { digits[$0] } })
  }
}
