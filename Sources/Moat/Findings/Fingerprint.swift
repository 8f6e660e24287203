internal import MoatDigest

/// Makes the fingerprint of a finding: 32 hexadecimal digits that stay the same while the finding stays the same, so that
/// a tool may remember that somebody has seen it.
///
/// It is the first half of the SHA-256 of: the rule's id (for an undetermined finding that stands for several rules,
/// `undetermined` and its cause), the document's API group, kind, namespace and name, the path from the document's root
/// with elements by their names, the path of the deciding element, and an ordinal. Each part is preceded by its length.
/// The index of an element, the version of the API and the message are no part of it, and the file only where the document
/// has no name, as a Dockerfile.
struct Fingerprint: Sendable {
  private static let typicalCount = 256

  private var bytes: [UInt8] = []

  init(rule: String, identity: Finding.Identity, path: String, element: String) {
    bytes.reserveCapacity(Self.typicalCount)
    let version = identity.apiVersion ?? ""
    let group = version.contains("/") ? String(version.prefix { $0 != "/" }) : ""
    let name = identity.name ?? identity.file ?? ""
    for part in [rule, group, identity.kind ?? "", identity.namespace ?? "", name, path, element] {
      add(part)
    }
  }

  private mutating func add(_ part: String) {
    bytes.append(contentsOf: String(part.utf8.count).utf8)
    bytes.append(UInt8(ascii: ":"))
    bytes.append(contentsOf: part.utf8)
  }

  /// The text with an ordinal, which tells apart what all other parts do not: 0 for the first finding in the order of
  /// the report.
  func text(ordinal: Int) -> String {
    var whole = self
    whole.add(String(ordinal))
    return String(decoding: Hexadecimal.text(SHA2.digest(whole.bytes, .sha256).prefix(16)), as: UTF8.self)
  }
}
