import MoatDocument

/// The labels that the controllers of Kubernetes put on the pods which they make, beside those of the template.
///
/// Source: kubernetes.io/docs/reference/labels-annotations-taints; pkg/controller/statefulset, /job, /daemon, /deployment of
/// kubernetes/kubernetes for the values.
package enum ControllerLabels {
  /// What makes the pods of a template: bits of `Unit.flags`.
  package enum Controller: UInt32, Sendable {
    case none = 0
    case deployment = 0x100
    case statefulSet = 0x200
    case daemonSet = 0x300
    case job = 0x400
    case cronJob = 0x500

    package static let mask: UInt32 = 0xF00
  }

  /// What is known of the value of such a label.
  package enum Content {
    /// The name of the object.
    case name
    /// The name of the object, a dash and a number: each pod has another.
    case numberedName
    /// A number: each pod has another.
    case number
    /// A hash, an id or a name that the cluster chooses.
    case chosen
  }

  /// The labels of the pods of a controller.
  private static func table(_ controller: Controller) -> [(key: StaticString, content: Content)] {
    switch controller {
    case .none: []
    case .deployment: [("pod-template-hash", .chosen)]
    case .statefulSet:
      [
        (podName, .numberedName), ("apps.kubernetes.io/pod-index", .number), ("controller-revision-hash", .chosen),
      ]
    case .daemonSet: [("controller-revision-hash", .chosen), ("pod-template-generation", .chosen)]
    case .job:
      [
        ("batch.kubernetes.io/job-name", .name), ("job-name", .name), ("batch.kubernetes.io/controller-uid", .chosen),
        ("controller-uid", .chosen), ("batch.kubernetes.io/job-completion-index", .number),
      ]
    // Its jobs have the time of their run in their name.
    case .cronJob:
      [
        ("batch.kubernetes.io/job-name", .numberedName), ("job-name", .numberedName),
        ("batch.kubernetes.io/controller-uid", .chosen), ("controller-uid", .chosen),
        ("batch.kubernetes.io/job-completion-index", .number),
      ]
    }
  }

  private static let podName: StaticString = "statefulset.kubernetes.io/pod-name"

  /// A label of a unit's pods.
  package struct Label {
    package var key: StaticString
    package var content: Content
    /// The name of the object; not a string where it is not known.
    package var name: Value

    package func isUnder(_ other: [UInt8]) -> Bool { other.elementsEqual(key.description.utf8) }

    /// Whether some pod of the object has this value: undetermined where the cluster chooses it.
    ///
    /// - Parameter wanted: a text.
    package func admits(_ wanted: Value) -> Value {
      switch content {
      case .chosen: return .undetermined(.noAnswer)
      case .number: return .bool(wanted.withBytes { ControllerLabels.isNumber($0, from: 0) })
      case .name, .numberedName:
        guard name.tag == .string else { return name.tag == .undetermined ? name : .undetermined(.noAnswer) }
        guard content == .numberedName else { return .bool(ValueOrder.sameBytes(wanted, name)) }
        return .bool(
          wanted.withBytes { wanted in
            name.withBytes { name in
              guard wanted.count > name.count, wanted[name.count] == UInt8(ascii: "-") else { return false }
              for place in 0..<name.count where wanted[place] != name[place] { return false }
              return ControllerLabels.isNumber(wanted, from: name.count + 1)
            }
          })
      }
    }
  }

  /// The labels that a controller adds to these; none if they are not the labels of its pod template.
  package static func of(_ labels: Value, in documents: DocumentSet) -> [Label] {
    guard labels.tag == .node, labels.nodeIndex != NodeIndex.none, let unit = unsafe documents.unit(labels.aux) else {
      return []
    }
    return unsafe of(unit, labels: labels.nodeIndex, in: documents.arena(ofUnit: labels.aux))
  }

  private static func of(_ unit: borrowing Unit, labels: UInt32, in arena: Arena) -> [Label] {
    guard unsafe unit.flags & Controller.mask != 0, unsafe unit.anchors.2 != NodeIndex.none,
      unsafe arena.parent(labels) == unit.anchors.2
    else { return [] }
    guard let controller = unsafe Controller(rawValue: unit.flags & Controller.mask) else { return [] }
    let name = unsafe unit.name
    return table(controller).map { Label(key: $0.key, content: $0.content, name: name) }
  }

  /// The value under which an index files a label: pods of one object come under the object's name. What a label admits
  /// (`Label.admits`) is filed under the same value.
  package static func filed(_ value: Value, under key: [UInt8]) -> Value {
    guard value.tag == .string, isNumbered(key) else { return value }
    let kept = value.withBytes { text in
      var end = text.count
      while end > 0, text[end - 1] >= 0x30, text[end - 1] <= 0x39 { end -= 1 }
      return end > 1 && end < text.count && text[end - 1] == UInt8(ascii: "-") ? end - 1 : text.count
    }
    return Value(tag: .string, bits: value.bits, aux: UInt32(kept))
  }

  /// As `filed(_:under:)`, of a label that a controller puts on: nil where its value is no text that is known.
  package static func filed(_ label: Label) -> Value? {
    guard label.name.tag == .string else { return nil }
    switch label.content {
    case .name: return filed(label.name, under: Array(label.key.description.utf8))
    case .numberedName: return label.name
    case .number, .chosen: return nil
    }
  }

  private static func isNumbered(_ key: [UInt8]) -> Bool { numbered.contains(key) }

  private static let numbered = Set(
    [podName, "batch.kubernetes.io/job-name", "job-name"].map { Array($0.description.utf8) })

  /// Digits without a leading zero.
  private static func isNumber(_ text: Bytes, from start: Int) -> Bool {
    guard start < text.count, text.count == start + 1 || text[start] != UInt8(ascii: "0") else { return false }
    for place in start..<text.count where text[place] < 0x30 || text[place] > 0x39 { return false }
    return true
  }
}
