/// An Amazon Resource Name: `arn:partition:service:region:account:resource`, where the resource may hold further
/// colons.
///
/// Source: AWS General Reference, "Amazon Resource Names (ARNs)".
package struct ResourceName: Hashable, Sendable {
  package var partition: Part
  package var service: Part
  package var region: Part
  package var account: Part
  package var resource: Part

  /// Reads a whole text; nil if it has fewer than six parts or does not begin with `arn:`. Region and account may be
  /// empty, the others not.
  package static func parse(_ text: Bytes) -> ResourceName? {
    guard text.matches("arn:", at: 0) else { return nil }
    let partition = part(text, from: 4)
    let service = part(text, from: partition.end + 1)
    let region = part(text, from: service.end + 1)
    let account = part(text, from: region.end + 1)
    let resource = Part(account.end + 1, text.count)
    guard account.end < text.count, !partition.isEmpty, !service.isEmpty, !resource.isEmpty else { return nil }
    return ResourceName(
      partition: partition, service: service, region: region, account: account, resource: resource)
  }

  package static func parse(_ text: String) -> ResourceName? {
    parse(Array(text.utf8).span)
  }

  /// True if a pattern matches a name part by part: a star of one part never reaches into the next, and a lone `*` is
  /// every name. nil if the name is none, or the pattern is neither `*` nor of six parts.
  package static func matches(_ pattern: Bytes, _ name: Bytes) -> Bool? {
    guard let parts = parse(name) else { return nil }
    if pattern.count == 1, pattern[0] == UInt8(ascii: "*") { return true }
    guard let wanted = parse(pattern) else { return nil }
    return Wildcard.matches(pattern, wanted.partition, name, parts.partition)
      && Wildcard.matches(pattern, wanted.service, name, parts.service)
      && Wildcard.matches(pattern, wanted.region, name, parts.region)
      && Wildcard.matches(pattern, wanted.account, name, parts.account)
      && Wildcard.matches(pattern, wanted.resource, name, parts.resource)
  }

  package static func matches(_ pattern: String, _ name: String) -> Bool? {
    matches(Array(pattern.utf8).span, Array(name.utf8).span)
  }

  private static func part(_ text: Bytes, from start: Int) -> Part {
    let begin = min(start, text.count)
    return Part(begin, text.index(of: UInt8(ascii: ":"), from: begin))
  }
}
