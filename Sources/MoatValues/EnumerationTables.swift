/// The members of the closed enums that a program reads from documents. A leaf names its enum by the index here.
public final class EnumerationTables: Sendable {
  /// No enum at all, for leaves that need none.
  package static let none = EnumerationTables([])

  package let enumerations: [Enumeration]
  /// The members' bytes, one enum after the other, and where each member ends.
  private let bytes: [UInt8]
  private let ends: [Int]
  /// The first member of each enum, and one index beyond the last.
  private let firsts: [Int]

  package init(_ enumerations: [Enumeration]) {
    self.enumerations = enumerations
    var bytes: [UInt8] = []
    var ends: [Int] = []
    var firsts = [0]
    for enumeration in enumerations {
      for member in enumeration.members {
        bytes += Array(member.utf8)
        ends.append(bytes.count)
      }
      firsts.append(ends.count)
    }
    self.bytes = bytes
    self.ends = ends
    self.firsts = firsts
  }

  /// The place of a member in its enum, compared as bytes; nil if it is none, or if there is no such enum.
  package func index(of text: Bytes, in table: UInt32) -> Int? {
    let table = Int(table)
    guard table >= 0, table + 1 < firsts.count else { return nil }
    for member in firsts[table]..<firsts[table + 1] {
      let start = member == 0 ? 0 : ends[member - 1]
      guard ends[member] - start == text.count else { continue }
      var offset = 0
      while offset < text.count, bytes[start + offset] == text[offset] { offset += 1 }
      if offset == text.count { return member - firsts[table] }
    }
    return nil
  }
}
