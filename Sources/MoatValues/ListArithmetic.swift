/// `+` and `-` of lists and sets, by their elements.
package enum ListArithmetic {
  @frozen
  package enum Operation: UInt8, Sendable, CaseIterable {
    /// The elements of the right after those of the left.
    case joinLists
    /// Likewise, each of them once.
    case joinSets
    /// The elements of the left that the right does not hold.
    case subtract
  }

  /// The list; undetermined if it does not fit the scratch memory, or if it is not known which elements it has: for
  /// `joinSets` and `subtract` ask of each element whether it is among others. What is undetermined stays an element
  /// wherever nothing is asked of it.
  ///
  /// `equal` gives a bool or undetermined, by the rules of the elements' types.
  package static func combine(
    _ left: [Value], _ right: [Value], _ operation: Operation, in scratch: Scratch,
    equal: (Value, Value) -> Value
  ) -> Value {
    switch operation {
    case .joinLists: return scratch.list(left + right)
    case .joinSets:
      var result: [Value] = []
      for element in left + right {
        let found = contains(result, element, equal)
        if found.tag == .undetermined { return found }
        if !found.boolValue { result.append(element) }
      }
      return scratch.list(result)
    case .subtract:
      var result: [Value] = []
      for element in left {
        let found = contains(right, element, equal)
        if found.tag == .undetermined { return found }
        if !found.boolValue { result.append(element) }
      }
      return scratch.list(result)
    }
  }

  /// True if one is equal, else undetermined if one could not be compared (the first), else false.
  private static func contains(_ elements: [Value], _ wanted: Value, _ equal: (Value, Value) -> Value) -> Value {
    var unknown: Value?
    for element in elements {
      let answer = equal(element, wanted)
      if answer.tag == .undetermined {
        unknown = unknown ?? answer
      } else if answer.boolValue {
        return answer
      }
    }
    return unknown ?? .bool(false)
  }
}
