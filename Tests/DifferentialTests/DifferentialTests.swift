import MoatTestSupport
import Testing

/// Random typed programs over documents drawn from their paths: the evaluators say the same, and each form and verdict
/// comes up.
@Suite struct DifferentialTests {
  @Test func theEvaluatorsAgree() {
    let count = Files.environment("MOAT_DIFFERENTIAL").flatMap { Int($0) } ?? 20_000
    let seed = Files.environment("MOAT_SEED").flatMap { UInt64($0) } ?? 1
    var campaign = Campaign(seed: seed, evaluators: [Reference(), Explaining(), TheMachine()])
    campaign.run(pairs: count)
    print(campaign.report)
    for difference in campaign.differences { Issue.record("\(difference)") }
    let share = campaign.refused.count * 100
    #expect(share < 2 * campaign.programs, "refused: \(campaign.refused.prefix(5).joined(separator: "\n\n"))")
    // A campaign that met differences has ended before its time.
    guard campaign.differences.isEmpty else { return }
    #expect(campaign.coverage.missing == [])
    for (verdict, reached) in campaign.mix {
      #expect(5 * reached >= campaign.pairs, "\(verdict) is reached by \(reached) of \(campaign.pairs) pairs")
    }
  }

  @Test func aSeedGivesTheSamePairs() {
    func text(_ seed: UInt64) -> [String] {
      var campaign = Campaign(seed: seed, evaluators: [Reference(), Explaining(), TheMachine()])
      campaign.keepsTexts = true
      campaign.run(pairs: 60)
      return campaign.texts
    }
    let first = text(7)
    #expect(first == text(7))
    #expect(first != text(8))
  }
}
