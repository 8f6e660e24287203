package import MoatKinds
package import MoatValues

/// A number that a rule's work grows with.
package enum CostSize: Hashable, Sendable {
  /// Of the subject's document: the most children of a list or map, the elements of all lists, all nodes, the bytes of its
  /// longest text and of all of its texts.
  case collection
  case elements
  case nodes
  case text
  case bytes
  /// How many documents of a kind there are in the run.
  case documents(ObjectTypeID)
  /// The same, of all the documents of a kind together.
  case collectionOf(ObjectTypeID)
  case elementsOf(ObjectTypeID)
  case nodesOf(ObjectTypeID)
  case textOf(ObjectTypeID)
  case bytesOf(ObjectTypeID)
  /// The most elements of a list or map, or bytes of a text, in the value of a param or in a data set.
  case parameter(Int)
  case data(Int)
}

extension CostSize {
  /// The kind whose documents it is about; nil for the subject's own document, params and data sets.
  package var kind: ObjectTypeID? {
    switch self {
    case .documents(let kind), .collectionOf(let kind), .elementsOf(let kind), .nodesOf(let kind), .textOf(let kind),
      .bytesOf(let kind):
      kind
    case .collection, .elements, .nodes, .text, .bytes, .parameter, .data: nil
    }
  }
}

/// The values of the sizes for one document of a run.
package struct CostSizes {
  package var document: DocumentSizes
  /// The documents of a kind together; asked for only if `CostPolynomial.isAboutRun`.
  package var documents: (ObjectTypeID) -> KindSizes
  /// By the place of the param, and of the data set: `CostSizes.size(of:)` of its value. Those left out count as 0.
  package var parameters: [UInt64]
  package var data: [UInt64]

  package init(
    document: DocumentSizes, documents: @escaping (ObjectTypeID) -> KindSizes, parameters: [UInt64] = [],
    data: [UInt64] = []
  ) {
    self.document = document
    self.documents = documents
    self.parameters = parameters
    self.data = data
  }

  package func value(of size: CostSize) -> UInt64 {
    switch size {
    case .collection: document.largestCollection
    case .elements: document.listElements
    case .nodes: document.nodes
    case .text: document.longestText
    case .bytes: document.textBytes
    case .documents(let kind): documents(kind).documents
    case .collectionOf(let kind): documents(kind).largestCollection
    case .elementsOf(let kind): documents(kind).listElements
    case .nodesOf(let kind): documents(kind).nodes
    case .textOf(let kind): documents(kind).longestText
    case .bytesOf(let kind): documents(kind).textBytes
    case .parameter(let place): place < parameters.count ? parameters[place] : 0
    case .data(let place): place < data.count ? data[place] : 0
    }
  }

  /// The most elements of a list or map, or bytes of a text, within a constant; at least 1.
  package static func size(of constant: Constant) -> UInt64 {
    switch constant {
    case .list(let elements): elements.reduce(UInt64(max(1, elements.count))) { max($0, size(of: $1)) }
    case .map(let entries): entries.reduce(UInt64(max(1, entries.count))) { max($0, size(of: $1.value)) }
    case .string(let text), .regex(let text): UInt64(max(1, text.utf8.count))
    case .missing, .bool, .int, .decimal, .date, .duration: 1
    }
  }
}

/// How many steps a rule takes at most for one document: a sum of products of sizes. Sums and products that do not fit 64
/// bits stay at the largest number.
package struct CostPolynomial: Hashable, Sendable {
  /// A rule whose polynomial has more terms counts as endless: nobody wrote it by hand.
  package static let termLimit = 200

  /// The factors of a term in a fixed order, each as often as its power says; none for the constant term.
  package private(set) var terms: [[CostSize]: UInt64]

  package static let zero = CostPolynomial(0)
  package static let endless = CostPolynomial(UInt64.max)

  package init(_ constant: UInt64) {
    terms = constant == 0 ? [:] : [[]: constant]
  }

  package init(_ size: CostSize) {
    terms = [[size]: 1]
  }

  package static func + (left: CostPolynomial, right: CostPolynomial) -> CostPolynomial {
    if left == endless || right == endless { return endless }
    var sum = left
    sum.terms.merge(right.terms) { saturating($0.addingReportingOverflow($1)) }
    return sum.terms.count > termLimit ? endless : sum
  }

  package static func * (left: CostPolynomial, right: CostPolynomial) -> CostPolynomial {
    if left == endless || right == endless { return endless }
    var product = zero
    for (first, a) in left.terms {
      for (second, b) in right.terms {
        let factors = (first + second).sorted { $0.order < $1.order }
        let coefficient = saturating(a.multipliedReportingOverflow(by: b))
        product.terms[factors] = saturating(product.terms[factors, default: 0].addingReportingOverflow(coefficient))
        if product.terms.count > termLimit { return endless }
      }
    }
    return product
  }

  package static func += (left: inout CostPolynomial, right: CostPolynomial) { left = left + right }

  package var isConstant: Bool { terms.keys.allSatisfy(\.isEmpty) }

  /// What no document can make smaller.
  package var constant: UInt64 { terms[[]] ?? 0 }

  /// The steps for given sizes.
  package func evaluate(_ sizes: CostSizes) -> UInt64 {
    terms.reduce(0) { sum, term in
      let product = term.key.reduce(term.value) { product, size in
        Self.saturating(product.multipliedReportingOverflow(by: sizes.value(of: size)))
      }
      return Self.saturating(sum.addingReportingOverflow(product))
    }
  }

  /// True if the sizes of other documents or their number have a part in it.
  package var isAboutRun: Bool { terms.keys.contains { $0.contains { $0.kind != nil } } }

  private static func saturating(_ result: (partialValue: UInt64, overflow: Bool)) -> UInt64 {
    result.overflow ? UInt64.max : result.partialValue
  }
}

/// The most steps that a rule may take for one document; above it the rule is undetermined there.
package enum CostLimit {
  /// A second at ten nanoseconds a step, which few rules come near: the bound counts every join as a scan. Two nested loops
  /// over a thousand elements each, with a hundred steps inside, pass; three of them, a billion rounds, do not.
  package static let standard: UInt64 = 100_000_000
}
