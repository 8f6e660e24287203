package import MoatValues

/// A place in a document: a node that is there, and the keys that would lead on from it to what is not.
package struct Witness: Hashable, Sendable {
  package var unit: UInt32
  package var node: UInt32
  /// `["limits", "memory"]` where the node is `resources`; empty if the node itself is meant. A place of a list is
  /// written `[7]`. A null or an empty text that counts as absence is a node itself.
  package var absent: [String]

  package init(unit: UInt32, node: UInt32, absent: [String] = []) {
    self.unit = unit
    self.node = node
    self.absent = absent
  }
}

/// An edit that would mend a finding, in the terms of the document.
package struct ProposedEdit: Sendable {
  package enum Action: Hashable, Sendable {
    case set
    case remove
    case add
  }

  package var action: Action
  package var place: Witness
  /// As text; nil for `remove`.
  package var value: String?

  package init(action: Action, place: Witness, value: String?) {
    self.action = action
    self.place = place
    self.value = value
  }
}

/// One element that decided a check, or the check's only answer where it has no quantifier.
package struct Decider: Sendable {
  package var witness: Witness
  /// The element of the outermost quantifier; nil without one.
  package var element: Witness?
  /// Nil unless the check is undetermined.
  package var cause: Cause?
  /// The place of the gap in `DocumentSet.gaps` where the cause is `partOfSet`.
  package var gap: Int?
  package var message: String
  package var remedy: String
  /// What the outcome's `severity` gives, 0 info to 4 critical; nil for the rule's own.
  package var severity: Int?
  package var edit: ProposedEdit?

  package init(witness: Witness, element: Witness?, cause: Cause?, message: String, remedy: String) {
    self.witness = witness
    self.element = element
    self.cause = cause
    self.message = message
    self.remedy = remedy
  }
}

/// What one check says of one subject.
package struct CheckExplanation: Sendable {
  /// The most deciders that are listed; `moreDeciders` counts the others.
  package static let deciderLimit = 64
  /// The most that are counted: each of many subjects may have the same many deciders.
  package static let countLimit = 128

  /// Its place in `CheckedRule.checks`.
  package var check: Int
  package var verdict: SubjectVerdict
  /// Empty for `pass`; one for `undetermined`. A `warn when` has as many as a `deny when`.
  package var deciders: [Decider]
  package var moreDeciders: Int

  package init(check: Int, verdict: SubjectVerdict, deciders: [Decider], moreDeciders: Int) {
    self.check = check
    self.verdict = verdict
    self.deciders = deciders
    self.moreDeciders = moreDeciders
  }
}

/// What a rule says of one subject, and why.
package struct Explanation: Sendable {
  /// Nil if the subject is out of the rule's scope.
  package var verdict: SubjectVerdict?
  /// Where the rule's `where` is undetermined: the cause and its place.
  package var scope: Decider?
  /// Those that were evaluated, in order; a check that leans on one that did not pass is left out. Empty if the elements
  /// of a level are undetermined: then `domain` says why.
  package var checks: [CheckExplanation]
  /// Why the elements of the next level are not known, or why the rule was not run (its cost).
  package var domain: Decider?

  package init(verdict: SubjectVerdict?, scope: Decider?, checks: [CheckExplanation], domain: Decider?) {
    self.verdict = verdict
    self.scope = scope
    self.checks = checks
    self.domain = domain
  }
}
