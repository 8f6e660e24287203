/// The words that the grammar knows. They are contextual: only the reserved ones cannot be names.
package enum Keyword: String, CaseIterable, Sendable {
  // Declarations.
  case policy, version, `import`, `as`, crd, rule, define, `let`, data, waive, profile, test
  // Clauses of a rule.
  case title, severity, effective, since, controls
  case sameAs = "same-as"
  case tags, param, require, deny, warn, when, unless, message, remedy, fix, set, to, remove, add
  // Clauses of waivers, profiles and tests.
  case until, owner, reason, ticket, extends, include, exclude, enforce, tag, control, given, file, with, expect, line
  // Expressions.
  /// `some`, under a name that an optional keyword does not take for its own case.
  case someQuantifier = "some"
  case or, and, not, every, no, exactly, at, least, most, other, `in`, `where`, satisfies, same, all, `for`
  case ignoring, `case`, includes, contains, starts, ends, matches, selects, covers, overlaps
  case `is`, under, within, missing, empty, written, null, exists, any, of, `else`, `true`, `false`

  /// Words that cannot be a name that a policy binds: the reader of an expression would take them for grammar. Words
  /// that only ever follow another word of the grammar (`at most`, `is missing`, `starts with`) stay free.
  package var isReserved: Bool {
    switch self {
    case .or, .and, .not, .someQuantifier, .every, .no, .exactly, .at, .other, .in, .where, .satisfies, .same, .all,
      .for,
      .ignoring, .includes, .contains, .starts, .ends, .matches, .selects, .covers, .overlaps, .is, .exists, .any,
      .else, .true, .false, .unless, .require, .deny, .warn, .let:
      true
    default: false
    }
  }

  /// Reserved words that may still stand as a value, because some enum has them as members (`finding.verdict == warn`).
  var isMember: Bool {
    switch self {
    case .all, .any, .deny, .let, .other, .require, .same, .warn: true
    default: !isReserved
    }
  }

  /// A word that begins a quantifier.
  var beginsQuantifier: Bool {
    switch self {
    case .someQuantifier, .every, .no, .exactly, .at: true
    default: false
    }
  }

  /// A word that begins a declaration, where recovery stops.
  var beginsDeclaration: Bool {
    switch self {
    case .policy, .import, .rule, .define, .let, .data, .waive, .profile, .test: true
    default: false
    }
  }

  static let declarations: [Keyword] = [.rule, .define, .let, .data, .waive, .profile, .test]
  static let ruleClauses: [Keyword] = [
    .title, .severity, .effective, .since, .controls, .sameAs, .tags, .param, .for, .let, .require, .deny, .warn,
    .message, .remedy, .fix, .at,
  ]
  static let waiverClauses: [Keyword] = [.where, .until, .owner, .reason, .ticket]
  static let profileClauses: [Keyword] = [.include, .exclude, .set, .severity, .enforce]
  static let testClauses: [Keyword] = [.given, .with, .expect]

  /// No keyword is longer, so that a word fits a 128-bit key and is found without a String.
  private static let longest = 16

  private static let table: [(key: UInt128, keyword: Keyword)] =
    allCases
    .map { keyword in (keyword.rawValue.utf8.reduce(0) { $0 << 8 | UInt128($1) }, keyword) }
    .sorted { $0.0 < $1.0 }

  /// The keyword that these bytes spell.
  static func find(_ bytes: ArraySlice<UInt8>) -> Keyword? {
    guard bytes.count <= longest else { return nil }
    var wanted: UInt128 = 0
    for byte in bytes { wanted = wanted << 8 | UInt128(byte) }
    var low = 0
    var high = table.count
    while low < high {
      let middle = (low + high) / 2
      if table[middle].key < wanted { low = middle + 1 } else { high = middle }
    }
    return low < table.count && table[low].key == wanted ? table[low].keyword : nil
  }
}
