package import MoatSource

/// A text with places marked by the characters 1️⃣ to 9️⃣, which are taken out: a test says where an error must stand
/// without counting bytes.
package struct MarkedText: Sendable {
  package let text: String
  /// The byte offsets of the markers 1️⃣, 2️⃣, …, by their number.
  package let offsets: [Int: UInt32]

  package init(_ marked: String) {
    // A marker is a digit, U+FE0F and U+20E3.
    let scalars = Array(marked.unicodeScalars)
    var plain = String.UnicodeScalarView()
    var offsets: [Int: UInt32] = [:]
    var bytes: UInt32 = 0
    var index = 0
    while index < scalars.count {
      if index + 2 < scalars.count, scalars[index + 1].value == 0xFE0F, scalars[index + 2].value == 0x20E3,
        let digit = Int(String(scalars[index]))
      {
        offsets[digit] = bytes
        index += 3
      } else {
        plain.append(scalars[index])
        bytes += UInt32(UTF8.width(scalars[index]))
        index += 1
      }
    }
    text = String(plain)
    self.offsets = offsets
  }

  package func source(name: String = "test.moat") -> SourceFile { SourceFile(name: name, text: text) }
}
