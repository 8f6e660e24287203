/// The modes of instructions: small closed lists that stand in an instruction's `mode`.

/// How the values of two operands are ordered.
package enum OrderMode: UInt8, Sendable, CaseIterable {
  case less
  case lessOrEqual
  case greater
  case greaterOrEqual
}

/// What `state` asks of a value.
package enum StateMode: UInt8, Sendable, CaseIterable {
  case exists
  case missing
  case empty
  case notEmpty
}

/// What a quantifier asks of its elements.
package enum AmountMode: UInt8, Sendable, CaseIterable {
  case some
  case every
  case no
  case exactly
  case atLeast
  case atMost
}

/// What a check's condition means.
package enum FormMode: UInt8, Sendable, CaseIterable {
  case require
  case deny
  case warn
}

/// The functions of the language.
package enum FunctionMode: UInt8, Sendable, CaseIterable {
  case count
  case sum
  case min
  case max
  case words
  case lower
  case split
  case first
  case last
  case duplicates
  case wellFormed
  case beyond
  case secrets
  case namesSecret
  case isSecret
  case inVersionRange
  case sameImage
}

/// The relations of the language.
package enum RelationMode: UInt8, Sendable, CaseIterable {
  case isIn
  case includes
  case matchesRegex
  case matchesGlob
  case selects
  case contains
  case startsWith
  case endsWith
  case isUnderPath
  case isUnderPrefix
  case isWithin
  case covers
  case overlaps
}

/// Whether a relation holds with its right operand or with the elements of it.
package enum ManyMode: UInt8, Sendable, CaseIterable {
  case one
  case any
  case all
}

/// What the absence of a field means.
package enum AbsenceMode: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  case required
  case none
  case defaults
  case transparent
  case empty
}
