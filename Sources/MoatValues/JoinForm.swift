/// What an index of a join files documents under. The raw values are those of compiled policies.
package enum JoinForm: UInt8, Hashable, Sendable, CaseIterable {
  /// By the texts at its paths, all together.
  case texts
  /// By each pair of the labels at its one path.
  case labels
  /// By one thing that the label selector at its one path requires.
  case selectors
  /// Likewise, for the selector of a Service.
  case serviceSelectors
  /// Documents of images, by the names and the digests that they have.
  case images
  /// By the image references in a list: the path of the list, and that of a reference from its element.
  case imageReferences
  /// By the texts at the paths behind the first, all together, of each element of the list at its first path.
  case elements

  /// Whether all paths but the first are read from the elements of a list.
  package var isOfElements: Bool { self == .imageReferences || self == .elements }

  /// How many values an index is asked with.
  ///
  /// - Parameter pathCount: the paths of the index.
  package func wantedCount(pathCount: Int) -> Int {
    switch self {
    case .texts: pathCount
    case .elements: max(0, pathCount - 1)
    case .labels, .selectors, .serviceSelectors, .images, .imageReferences: 1
    }
  }
}
