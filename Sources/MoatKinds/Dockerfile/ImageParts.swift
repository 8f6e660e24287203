import MoatDockerfile
import MoatValues

/// The tag and the digest of an image's name, of which a part may not be known: `golang:${V}-alpine3.23` has a tag whatever
/// `V` is, and it ends in `-alpine3.23`.
struct ImageParts {
  enum Part: Hashable {
    case absent
    case known([UInt8])
    /// It is there, and these are the texts between what is not known of it.
    case partial([ByteText])
    case unknown
  }

  var tag = Part.unknown
  var digest = Part.unknown

  /// Of a name that is known; nothing is known of one that is none.
  init(_ name: ByteText) {
    guard let reference = ImageReference.parse(name.bytes.span) else { return }
    func text(_ part: MoatValues.Part) -> Part {
      part.count == 0 ? .absent : .known(Array(name.bytes[part.start..<part.end]))
    }
    (tag, digest) = (text(reference.tag), text(reference.digest))
  }

  /// Of the known texts between what is not known; there are two at least.
  ///
  /// A variable behind a colon with no slash behind it is taken for a tag, not for a port and a path.
  init(pieces: [ByteText]) {
    guard let last = pieces.last?.bytes, pieces.count > 1 else { return }
    let before = pieces[pieces.count - 2].bytes
    if let sign = last.firstIndex(of: UInt8(ascii: "@")) {
      digest = .known(Array(last[(sign + 1)...]))
      setTag(Array(last[..<sign]), before, mayHoldDigest: false)
    } else if let sign = before.lastIndex(of: UInt8(ascii: "@")) {
      digest = .partial([ByteText(before[(sign + 1)...]), ByteText(last)])
      if pieces.count == 2 { tag = Self.tag(in: Array(before[..<sign])) }
    } else {
      setTag(last, before, mayHoldDigest: Self.mayEndDigest(last))
    }
  }

  /// `last` is the end of what stands before the digest, with something unknown in front of it, and before that `before`.
  private mutating func setTag(_ last: [UInt8], _ before: [UInt8], mayHoldDigest: Bool) {
    let found = Self.tag(in: last)
    if found != .absent {
      tag = found
      if digest == .unknown { digest = .absent }
      return
    }
    if last.contains(UInt8(ascii: "/")) {
      tag = .absent
      if digest == .unknown { digest = .absent }
      return
    }
    if digest == .unknown, !mayHoldDigest { digest = .absent }
    guard case .known(let start) = Self.tag(in: before) else { return }
    tag = .partial(mayHoldDigest ? [ByteText(start), ""] : [ByteText(start), ByteText(last)])
  }

  /// What stands behind the colon of the last component, be it empty.
  private static func tag(in text: [UInt8]) -> Part {
    let start = text.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
    guard let colon = text[start...].firstIndex(of: UInt8(ascii: ":")) else { return .absent }
    return .known(Array(text[(colon + 1)...]))
  }

  /// Whether what is not known may be `…@sha256:` and the digits of a digest that end in this text.
  private static func mayEndDigest(_ text: [UInt8]) -> Bool {
    text.allSatisfy { $0 >= 0x30 && $0 <= 0x39 || $0 >= 0x61 && $0 <= 0x66 }
  }
}
