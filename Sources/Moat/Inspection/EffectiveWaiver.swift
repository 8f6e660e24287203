import MoatExplainer
import MoatValues

extension PlannedRule {
  /// The first waiver that holds today and is known to mean a subject; nil if none does.
  func waiver(of subject: [Value], _ explainer: Explainer) -> Finding.Waiver? {
    waivers.first { waiver in
      guard !waiver.isExpired else { return false }
      guard let condition = waiver.condition else { return true }
      return explainer.isWaived(by: condition, variableCount: waiver.variableCount, subject: subject)
    }?.record
  }
}
