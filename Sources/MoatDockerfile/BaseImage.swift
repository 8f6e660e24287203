/// What somebody knows of the images that FROM names.
package protocol BaseImages: Sendable {
  /// - Parameters:
  ///   - name: as FROM has it, with its variables filled in.
  ///   - platform: what FROM says, with its variables filled in; nil if it says nothing.
  ///   - target: the platform that is built for.
  /// - Returns: nil if nothing is at hand about such an image.
  func image(named name: ByteText, platform: ByteText?, target: ByteText) -> BaseImage?
}

/// What is known of one image.
package enum BaseImage: Sendable {
  /// The configuration, which of its fields are known, and its ONBUILD triggers.
  case known(ImageConfiguration, EvaluatedStage.Fields)
  /// Something is at hand and settles nothing; why, as a clause without a full stop.
  case unknown(String)
}
