package import MoatValues

/// The ids of custom kinds. They are a hash of group and Kind, so that a policy that was compiled elsewhere finds the
/// documents of this run without a table of names. Should two custom kinds ever share an id, a rule on one is evaluated
/// on the documents of the other as well: a finding too many, never one too few.
package enum CustomKinds {
  private static let first: UInt32 = 0x8000_0000

  /// FNV-1a over `group/Kind`, 31 bits, never `UInt32.max`.
  package static func id(group: String, kind: String) -> ObjectTypeID {
    var hash: UInt32 = 0x811C_9DC5
    for byte in "\(group)/\(kind)".utf8 {
      hash ^= UInt32(byte)
      hash &*= 0x0100_0193
    }
    return ObjectTypeID(rawValue: min(first | (hash & 0x7FFF_FFFF), UInt32.max - 1))
  }

  package static func isCustom(_ id: ObjectTypeID) -> Bool {
    id.rawValue >= first && id.rawValue != UInt32.max
  }
}
