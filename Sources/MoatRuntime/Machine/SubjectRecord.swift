package import MoatValues

/// A subject that does not pass a rule.
package struct SubjectRecord: Sendable {
  /// The place of the rule among those that were compiled.
  package var rule: UInt32
  package var verdict: SubjectVerdict
  /// The values of the rule's levels, outermost first; fewer where the elements of the next level are not known.
  package var levels: [Value]
  /// Why the subject is undetermined; missing for the other verdicts.
  package var cause: Value

  package init(rule: UInt32, verdict: SubjectVerdict, levels: [Value], cause: Value) {
    self.rule = rule
    self.verdict = verdict
    self.levels = levels
    self.cause = cause
  }
}

/// The subjects of one rule in one unit that were more than the machine keeps.
package struct UnlistedSubjects: Sendable {
  package var unit: UInt32
  package var rule: UInt32
  package var counts: RunRecords.Counts
  /// They are undetermined for a reason that their document has once, and that one of those that are kept has too.
  package var areRepeated: Bool

  package init(unit: UInt32, rule: UInt32, counts: RunRecords.Counts, areRepeated: Bool = false) {
    self.unit = unit
    self.rule = rule
    self.counts = counts
    self.areRepeated = areRepeated
  }
}

/// What a run says: how often each rule gave each verdict, and the subjects that do not pass, by unit, then rule, then
/// their place in the unit.
package struct RunRecords: Sendable {
  /// Counts by `SubjectVerdict.rawValue`.
  @frozen
  package struct Counts: Hashable, Sendable {
    package var pass = 0
    package var warn = 0
    package var undetermined = 0
    package var fail = 0

    package init() {}

    package subscript(_ verdict: SubjectVerdict) -> Int {
      get {
        switch verdict {
        case .pass: pass
        case .warn: warn
        case .undetermined: undetermined
        case .fail: fail
        }
      }
      set {
        switch verdict {
        case .pass: pass = newValue
        case .warn: warn = newValue
        case .undetermined: undetermined = newValue
        case .fail: fail = newValue
        }
      }
    }
  }

  /// A unit for which the machine's memory was too small: what it says of the unit's subjects claims too little, never too much,
  /// and whoever can evaluate them one by one says more.
  package struct Exhausted: Sendable {
    package var unit: UInt32
    /// What the machine counted in it, by the place of the rule.
    package var counts: [Counts]
    /// The rules that range over the unit, in order.
    package var rules: [UInt32]
  }

  package var subjects: [SubjectRecord] = []
  /// In the order of the units. Their subjects and counts are among the others all the same.
  package var exhausted: [Exhausted] = []
  /// Subjects beyond the machine's limit, which are counted and not kept.
  package var unlisted: [UnlistedSubjects] = []
  /// By the place of the rule.
  package var counts: [Counts]

  package init(ruleCount: Int) {
    counts = Array(repeating: Counts(), count: ruleCount)
  }

  /// Adds what a worker found in the units after those of this one.
  package mutating func append(_ other: RunRecords) {
    subjects += other.subjects
    exhausted += other.exhausted
    unlisted += other.unlisted
    for (rule, count) in other.counts.enumerated() {
      for verdict in SubjectVerdict.allCases { counts[rule][verdict] += count[verdict] }
    }
  }
}
