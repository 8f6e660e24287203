package import MoatSource

/// A place in one of the texts that an image was read from.
package struct ImagePlace: Hashable, Sendable {
  /// Which of the sources, as an index into `ImageModel.sources` or `ImageReading.sources`.
  package var source: Int
  /// The node of that source's arena.
  package var node: UInt32
  package var span: Span

  package init(source: Int, node: UInt32, span: Span) {
    self.source = source
    self.node = node
    self.span = span
  }
}

/// A value and the place where it stands.
package struct Located<Value: Hashable & Sendable>: Hashable, Sendable {
  package var value: Value
  package var place: ImagePlace

  package init(_ value: Value, at place: ImagePlace) {
    self.value = value
    self.place = place
  }
}

/// A text of a document, as its bytes.
package typealias LocatedText = Located<[UInt8]>

/// A name and its value: a label, an annotation.
package struct LocatedPair: Hashable, Sendable {
  package var name: LocatedText
  package var value: LocatedText

  package init(name: LocatedText, value: LocatedText) {
    self.name = name
    self.value = value
  }
}

/// Why a document does not say what it is asked.
package enum UnknownReason: Hashable, Sendable, CaseIterable {
  /// Documents of this form never say it: an SBOM has no user.
  case notInForm
  /// It stands in a text that is not at hand: a manifest without its configuration.
  case notAtHand
  /// It is of the wrong type or breaks its grammar; a problem says so too.
  case malformed
  /// A date that a builder writes in place of the real one: year 1, 1970-01-01, 1980-01-01.
  case placeholder
  /// The compression is one that Moat does not unpack.
  case compression
  /// What the document says has more than one reading.
  case ambiguous
  /// A scanner names none, where there is none and where there is one that it does not know.
  case unnamed
  /// A statement of VEX that would decide may be about another package: the report does not tell the ecosystem of this one.
  case otherPackage
  /// The document does not tell the ecosystem of a package, which decides how its name is written.
  case ecosystem
}

/// What a document says of one thing: a value, that there is none, or nothing that could be relied on.
package enum ImageField<Value: Hashable & Sendable>: Hashable, Sendable {
  case present(Located<Value>)
  /// There is none. The place is that of the object in which it would stand.
  case absent(ImagePlace)
  /// It cannot be told. The place is the nearest that there is.
  case unknown(UnknownReason, ImagePlace)

  package static func present(_ value: Value, at place: ImagePlace) -> ImageField {
    .present(Located(value, at: place))
  }

  /// The value, if there is one.
  package var value: Value? { if case .present(let located) = self { located.value } else { nil } }

  package var place: ImagePlace {
    switch self {
    case .present(let located): located.place
    case .absent(let place), .unknown(_, let place): place
    }
  }

  package var isAbsent: Bool { if case .absent = self { true } else { false } }

  package var unknownReason: UnknownReason? { if case .unknown(let reason, _) = self { reason } else { nil } }

  /// The same field, not known for this reason if it is absent: of a form that may leave out what there is.
  package func unknownIfAbsent(_ reason: UnknownReason) -> ImageField {
    if case .absent(let place) = self { .unknown(reason, place) } else { self }
  }
}

/// Something wrong with a document or an archive.
package struct ImageProblem: Hashable, Sendable {
  package var message: String
  /// Where it stands; nil if that is no place in a text, such as an entry of an archive.
  package var place: ImagePlace?
  package var kind = Kind.wrong

  package enum Kind: Hashable, Sendable {
    /// The text breaks its format, or two parts of it do not agree.
    case wrong
    /// The text may be right, and Moat does not read it.
    case unread
    /// The same of a text that cannot tell of packages or vulnerabilities of an image, so that it hides no rule.
    case unreadOther
    /// Statements of VEX that are about nothing in the run.
    case unmatched
  }

  package init(_ message: String, at place: ImagePlace? = nil) {
    self.message = message
    self.place = place
  }

  init(unread message: String, at place: ImagePlace) {
    self.init(message, at: place)
    kind = .unread
  }
}
