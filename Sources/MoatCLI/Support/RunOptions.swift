import ArgumentParser
import Moat

extension CheckOptions {
  /// The options that the shared arguments of several commands give.
  init(policies: PolicyArguments, facts: FactArguments) throws {
    self.init(today: facts.today ?? CheckOptions.day(secondsSince1970: Machine.secondsSince1970))
    kubernetesVersion = facts.kubernetes
    namespace = facts.namespace
    mirrors = try facts.mirrors.pairs()
    extent = facts.set?.extent
    profiles = policies.profile
    parameters = try Self.pairs(policies.param, "--param", "RULE.NAME=VALUE")
    dataFiles = try Self.pairs(facts.data, "--data", "NAME=FILE")
    jobs = Machine.cores
  }

  /// `a=b` as a pair, split at the first `=`; no name twice.
  static func pairs(_ texts: [String], _ option: String, _ form: String) throws -> [String: String] {
    var pairs: [String: String] = [:]
    for text in texts {
      guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
        throw ValidationError("\(option) is written \(form), not '\(text)'")
      }
      let name = String(text[..<equals])
      guard pairs.updateValue(String(text[text.index(after: equals)...]), forKey: name) == nil else {
        throw ValidationError("\(option) gives \(name) twice")
      }
    }
    return pairs
  }
}
