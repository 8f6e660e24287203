import MoatKinds
import MoatSemantics
import MoatValues

/// Makes a difference small: parts of the program and of the documents are dropped as long as the two evaluators still say
/// something else.
struct Shrinker {
  /// Candidates tried for one difference.
  static let attempts = 4_000

  private let first: any Evaluator
  private let second: any Evaluator
  private let catalogue: Catalogue

  init(_ first: any Evaluator, _ second: any Evaluator, catalogue: Catalogue) {
    self.first = first
    self.second = second
    self.catalogue = catalogue
  }

  /// The smallest pair found, as text that can be pasted into a test.
  func report(
    _ draft: Draft, _ inputs: Trial.Inputs, _ difference: Difference, seed: UInt64, program: Int, run: Int
  ) -> String {
    let (draft, inputs, found) = shrink(draft, inputs, difference)
    let yaml = inputs.documents.map { "---\($0.yaml())" }.joined(separator: "\n")
    let given =
      draft.givenParameters.isEmpty && draft.givenData.isEmpty
      ? "" : "\nparams \(inputs.parameters), data \(inputs.data)"
    return """
      seed \(seed), program \(program), run \(run): subject \(found.subject) differs in its \(found.what)
      \(first.name): \(found.first)
      \(second.name): \(found.second)
      today \(inputs.run.today), kubernetes \(inputs.run.kubernetesVersion), \(inputs.gaps.isEmpty ? "whole set" : "gaps \(inputs.gaps)")\(given)
      \(draft.text)
      \(yaml)
      """
  }

  func shrink(_ draft: Draft, _ inputs: Trial.Inputs, _ difference: Difference) -> (Draft, Trial.Inputs, Difference) {
    var best = (draft, inputs, difference)
    var attempts = 0
    var isSmaller = true
    while isSmaller, attempts < Self.attempts {
      isSmaller = false
      for candidate in ProgramCuts.candidates(best.0) where attempts < Self.attempts {
        attempts += 1
        guard candidate.size < best.0.size, let found = compared(candidate, best.1) else { continue }
        best = (candidate, best.1, found)
        isSmaller = true
        break
      }
      for candidate in SampleCuts.candidates(best.1.documents) where attempts < Self.attempts {
        attempts += 1
        var smaller = best.1
        smaller.documents = candidate
        guard let found = compared(best.0, smaller) else { continue }
        best = (best.0, smaller, found)
        isSmaller = true
        break
      }
    }
    return best
  }

  private func compared(_ draft: Draft, _ inputs: Trial.Inputs) -> Difference? {
    guard let rule = CheckedText(draft.text, catalogue: catalogue, formats: false).rule else { return nil }
    let trial = Trial(rule, inputs, catalogue: catalogue)
    return first.difference(from: second, first.answers(trial), second.answers(trial))
  }
}

/// Smaller programs. The checker refuses those that no longer mean anything.
enum ProgramCuts {
  static func candidates(_ draft: Draft) -> [Draft] {
    var result: [Draft] = []
    func add(_ change: (inout Draft) -> Void) {
      var smaller = draft
      change(&smaller)
      result.append(smaller)
    }
    for index in draft.checks.indices where draft.checks.count > 1 { add { $0.checks.remove(at: index) } }
    if draft.condition != nil { add { $0.condition = nil } }
    for index in draft.checks.indices {
      if draft.checks[index].excuse != nil { add { $0.checks[index].excuse = nil } }
      if !draft.checks[index].outcomes.isEmpty { add { $0.checks[index].outcomes = "" } }
    }
    for index in draft.constants.indices { add { $0.constants.remove(at: index) } }
    // Params and data sets keep their places: the run gives their values by place.
    if let last = draft.declarations.indices.last { add { $0.declarations.remove(at: last) } }
    if let last = draft.parameters.indices.last { add { $0.parameters.remove(at: last) } }
    for index in draft.checks.indices {
      for term in cuts(draft.checks[index].condition) { add { $0.checks[index].condition = term } }
      for term in draft.checks[index].excuse.map(cuts) ?? [] { add { $0.checks[index].excuse = term } }
    }
    for term in draft.condition.map(cuts) ?? [] { add { $0.condition = term } }
    for index in draft.declarations.indices {
      for term in draft.declarations[index].value.map(cuts) ?? [] { add { $0.declarations[index].value = term } }
    }
    for index in draft.constants.indices {
      for term in draft.constants[index].value.map(cuts) ?? [] { add { $0.constants[index].value = term } }
    }
    return result
  }

  /// The term with one of its terms replaced by what stands inside it, or by a constant.
  static func cuts(_ term: Term) -> [Term] {
    var result = descendants(term).filter { $0.type == term.type }
    if term.type == .bool, term.size > 1 { result += [Term(.bool, "true"), Term(.bool, "false")] }
    for (index, part) in term.parts.enumerated() {
      guard case .term(let inner) = part else { continue }
      for smaller in cuts(inner) {
        var copy = term
        copy.parts[index] = .term(smaller)
        result.append(copy)
      }
      if inner.type == .bool, inner.text.hasPrefix(" where ") {
        var copy = term
        copy.parts.remove(at: index)
        result.append(copy)
      }
    }
    return result
  }

  private static func descendants(_ term: Term) -> [Term] {
    term.parts.flatMap { part -> [Term] in
      guard case .term(let inner) = part else { return [] }
      return [inner] + descendants(inner)
    }
  }
}

/// Smaller documents.
enum SampleCuts {
  static func candidates(_ documents: [Sample]) -> [[Sample]] {
    var result: [[Sample]] = []
    for index in documents.indices {
      var fewer = documents
      fewer.remove(at: index)
      result.append(fewer)
    }
    for (index, document) in documents.enumerated() {
      for smaller in cuts(document) {
        var copy = documents
        copy[index] = smaller
        result.append(copy)
      }
    }
    return result
  }

  private static func cuts(_ sample: Sample) -> [Sample] {
    switch sample {
    case .null, .bool, .int, .number, .string: return []
    case .list(let elements):
      return elements.indices.flatMap { index -> [Sample] in
        var fewer = elements
        fewer.remove(at: index)
        return [.list(fewer)]
          + cuts(elements[index]).map { smaller in
            var copy = elements
            copy[index] = smaller
            return .list(copy)
          }
      }
    case .object(let members):
      return members.indices.flatMap { index -> [Sample] in
        var fewer = members
        fewer.remove(at: index)
        return [.object(fewer)]
          + cuts(members[index].value).map { smaller in
            var copy = members
            copy[index].value = smaller
            return .object(copy)
          }
      }
    }
  }
}
