/// Documents that may belong to the set of a run and are not in it: an input that could not be read, a document that does
/// not say what it is, or whatever lies outside of the inputs. A join that they could belong to and that found nothing
/// knows nothing.
package struct DocumentGap: Hashable, Sendable {
  /// The kinds that the missing documents can be of.
  package enum Kinds: Hashable, Sendable {
    case all
    case allBut(Set<ObjectTypeID>)
    case only(Set<ObjectTypeID>)
  }

  /// Why the documents are missing.
  package enum Reason: Hashable, Sendable {
    /// The run was given a part of a set, as the caller says.
    case part
    /// The inputs were named file by file.
    case namedFiles
    /// An input that could not be read, or a document of one.
    case unread(file: String, line: Int?, message: String)
    /// A document that is not what it says it is.
    case misspelt(file: String, line: Int, message: String)
  }

  package var kinds: Kinds
  /// The UTF-8 of the namespace that the documents are in; nil where that is not known.
  package var namespace: [UInt8]?
  package var reason: Reason

  package init(_ reason: Reason, kinds: Kinds = .all, namespace: [UInt8]? = nil) {
    self.kinds = kinds
    self.namespace = namespace
    self.reason = reason
  }

  func mayHold(_ kind: ObjectTypeID) -> Bool {
    switch kinds {
    case .all: true
    case .allBut(let others): !others.contains(kind)
    case .only(let kinds): kinds.contains(kind)
    }
  }
}

/// The gaps of a set, so that a join finds the first that concerns it in constant time, however many documents could not be
/// read. Gaps that are about the same kinds and namespace are one, with the reason of the first.
struct DocumentGaps: Sendable {
  /// The first gap of each namespace, for the same kinds.
  private struct Places: Sendable {
    /// Of those whose namespace is not known.
    var unknown: Int?
    var named: [[UInt8]: Int] = [:]
    /// Of all.
    var first: Int?

    func first(in namespace: [UInt8]?) -> Int? {
      guard let namespace else { return first }
      return [unknown, named[namespace]].compactMap(\.self).min()
    }
  }

  private(set) var list: [DocumentGap] = []
  /// How many documents each of the list stands for.
  private(set) var counts: [Int] = []
  private var all = Places()
  private var allBut: [Set<ObjectTypeID>: Places] = [:]
  private var only: [ObjectTypeID: Places] = [:]
  private var seen: [Key: Int] = [:]

  private struct Key: Hashable {
    var kinds: DocumentGap.Kinds
    var namespace: [UInt8]?
  }

  mutating func add(_ gap: DocumentGap) {
    let key = Key(kinds: gap.kinds, namespace: gap.namespace)
    if let known = seen[key] {
      counts[known] += 1
      return
    }
    let index = list.count
    seen[key] = index
    list.append(gap)
    counts.append(1)
    func add(to places: inout Places) {
      places.first = places.first ?? index
      if let namespace = gap.namespace { places.named[namespace] = index } else { places.unknown = index }
    }
    switch gap.kinds {
    case .all: add(to: &all)
    case .allBut(let kinds): add(to: &allBut[kinds, default: Places()])
    case .only(let kinds): for kind in kinds { add(to: &only[kind, default: Places()]) }
    }
  }

  /// The place of the first gap that may hold documents of a kind.
  ///
  /// - Parameter namespace: nil where documents of any namespace are looked for.
  func first(of kind: ObjectTypeID, in namespace: [UInt8]?) -> Int? {
    var found = [all.first(in: namespace), only[kind]?.first(in: namespace)]
    for (kinds, places) in allBut where !kinds.contains(kind) { found.append(places.first(in: namespace)) }
    return found.compactMap(\.self).min()
  }
}

extension Value {
  /// Undetermined, because documents of a gap may be missing.
  ///
  /// - Parameter gap: its place in `DocumentSet.gaps`, which stands in `aux`: what a finding names. No comparison looks at it.
  package static func undetermined(partOfSet gap: Int, node: UInt32 = .max, unit: UInt32 = .max) -> Value {
    var value = Value.undetermined(.partOfSet, node: node, unit: unit)
    value.aux = UInt32(clamping: gap)
    return value
  }

  /// The place of the gap to blame; nil for any other value.
  package var gap: Int? { tag == .undetermined && cause == .partOfSet ? Int(aux) : nil }
}
