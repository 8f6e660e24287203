package import MoatKinds
import MoatValues

extension CostSize {
  /// A number for the order of factors and terms.
  var order: UInt64 {
    switch self {
    case .collection: 0
    case .joinedCollection(let kind): 1 << 34 | UInt64(kind.rawValue)
    case .text: 2 << 34
    case .joinedText(let kind): 3 << 34 | UInt64(kind.rawValue)
    case .nodes: 4 << 34
    case .joinedNodes(let kind): 5 << 34 | UInt64(kind.rawValue)
    case .documents(let kind): 1 << 40 | UInt64(kind.rawValue)
    case .parameter(let place): 2 << 40 | UInt64(place)
    case .data(let place): 3 << 40 | UInt64(place)
    }
  }

  /// `n`, `workloads`, `registries`.
  func name(_ rule: CheckedRule, _ catalogue: Catalogue, _ dataSets: [CheckedDataSet]) -> String {
    switch self {
    case .collection: "n"
    case .joinedCollection: "N"
    case .text: "text"
    case .joinedText: "TEXT"
    case .nodes: "nodes"
    case .joinedNodes: "NODES"
    case .documents(let kind): (catalogue.objectType(kind)?.name ?? "document") + "s"
    case .parameter(let place): place < rule.parameters.count ? rule.parameters[place].name : "param"
    case .data(let place):
      place < dataSets.count ? String(dataSets[place].id.split(separator: ".").last ?? "data") : "data"
    }
  }
}

extension CheckedRule {
  /// `3·n² + 2·workloads + 5`, the highest power first. `n` is the most children of a list or map in the document, `text`
  /// and `nodes` its longest text and its nodes; in capitals, of any document of the kind that a join reaches.
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
