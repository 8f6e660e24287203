/// What indexes compare to find documents of images and the references that can be of one image: repositories in their normal form,
/// and digests.
package struct ImageKeys {
  /// Without one of them in common, the two are certainly not of one image. Nil for what can be of any image: a document without a
  /// name, a text that is not a reference.
  package var possible: Set<[UInt8]>?
  /// Without one of them in common with what the other is filed under, the two are not known to be of one image. Nil if these are too
  /// many to say.
  package var certain: Set<[UInt8]>?

  /// Of what is not of an image, so that it is never the same as a reference.
  static let none = ImageKeys(possible: [], certain: [])
  /// Of what is not known, so that nothing is known to be the same.
  package static let unknown = ImageKeys(possible: nil, certain: [])

  package init(possible: Set<[UInt8]>?, certain: Set<[UInt8]>?) {
    self.possible = possible
    self.certain = certain
  }

  /// Adds those of another reference in the same document.
  package mutating func formUnion(_ other: ImageKeys) {
    possible = possible.flatMap { own in other.possible.map { own.union($0) } }
    certain = certain.flatMap { own in other.certain.map { own.union($0) } }
  }
}
