import Testing

@testable import MoatValues

@Suite struct HostileTextTests {
  /// Every parser on random bytes of the characters that mean something to one of them, and on every cut of good texts:
  /// none may trap, and what they hand out lies within the text.
  @Test func noParserTraps() {
    let alphabet = Array("aZ09./:@-_+*?[]()!\\%#,eEKim nuv\u{0}\n\u{FF}é{}~^".utf8) + [0xFF, 0xC0, 0x80, 0xF0]
    let good = [
      "reg.io:5000/a/b:tag@sha256:0123456789abcdef", "https://u:p@[::1]:80/p?q#f", "arn:aws:iam::1:role/x",
      "1.2.3-rc.1+b",
      "2027-03-31T00:00:00.5+01:00", "-12.5e-3Gi", "1h2m3.5s", "2001:db8::1.2.3.4/64", "/a/../b//c", "**/[!a-z]\\**?",
      "MIT OR (GPL-2.0+ WITH x)", "a@b.example",
    ].map { Array($0.utf8) }
    var random = Seeded(7)
    var texts = good.flatMap { text in (0...text.count).map { Array(text[..<$0]) } }
    for _ in 0..<20_000 { texts.append((0..<random.below(24)).map { _ in alphabet[random.below(alphabet.count)] }) }
    for _ in 0..<20_000 {
      var text = good[random.below(good.count)]
      text[random.below(text.count)] = alphabet[random.below(alphabet.count)]
      texts.append(text)
    }
    let scratch = Scratch()
    for (index, text) in texts.enumerated() {
      let other = texts[(index * 31) % texts.count]
      parseAll(text, other)
      scratch.reset()
      let value = scratch.string(text)
      _ = TextFunctions.words(value, in: scratch)
      _ = TextFunctions.split(value, by: scratch.string(other), in: scratch)
      _ = ImageFields.name(value, in: scratch)
      _ = ImageFields.effectiveTag(value, in: scratch)
      _ = IntOrString.percent(value)
    }
  }

  private func parseAll(_ text: [UInt8], _ other: [UInt8]) {
    let bytes = text.span
    let count = text.count
    func isWithin(_ part: Part) -> Bool { part.start >= 0 && part.start <= part.end && part.end <= count }
    _ = Decimal.parse(bytes).value.map(\.rendered)
    _ = Quantity.parse(bytes).value.map(Quantity.render)
    _ = Duration.parse(bytes)
    _ = Duration.parseGo(bytes)
    _ = CalendarDate.parse(bytes)
    if let version = Version.parse(bytes) { #expect(isWithin(version.prerelease), "\(text)") }
    if let image = ImageReference.parse(bytes) {
      let parts = [image.registry, image.repository, image.tag, image.digest]
      #expect(parts.allSatisfy(isWithin), "\(text)")
    }
    if let url = ResourceLocator.parse(bytes) {
      let parts = [url.scheme, url.userInformation, url.host, url.port, url.path, url.query, url.fragment]
      #expect(parts.allSatisfy(isWithin), "\(text)")
    }
    if let name = ResourceName.parse(bytes) {
      let parts = [name.partition, name.service, name.region, name.account, name.resource]
      #expect(parts.allSatisfy(isWithin), "\(text)")
    }
    _ = Network.parse(bytes)
    _ = ImagePrefix.problem(bytes)
    for type in LabelType.allCases { _ = type.isWellFormed(bytes) }
    _ = Glob.isValid(bytes)
    _ = RegularExpression.repeatsWithoutBound(text)
    let second = other.span
    _ = Version.compare(bytes, second)
    _ = ImageReference.equal(bytes, second)
    _ = ImagePrefix.contains(bytes, under: second)
    _ = Path.contains(bytes, under: second)
    _ = Glob.matches(bytes, second)
    _ = Wildcard.matches(bytes, second)
    _ = Wildcard.covers(bytes, second)
    let overlap = (Wildcard.overlaps(bytes, second), Wildcard.overlaps(second, bytes))
    #expect(overlap.0 == overlap.1, "\(text) \(other)")
    _ = ResourceName.matches(bytes, second)
    _ = TextSearch.contains(bytes, second)
    let isUnderItself = Path.contains(bytes, under: bytes) ?? true
    // Patterns are valid UTF-8; of other bytes only an answer is asked.
    let coversItself = Wildcard.covers(bytes, bytes) || String(validating: text, as: UTF8.self) == nil
    #expect(isUnderItself && coversItself, "\(text)")
  }

  @Test func extremeNumbersDoNotTrap() {
    let mantissas: [Int64] = [.min, .min + 1, -10, -1, 0, 1, 7, 10, 1024, .max - 1, .max]
    let exponents: [Int8] = [.min, -127, -20, -19, -18, -1, 0, 1, 18, 19, 20, 126, .max]
    let values = mantissas.flatMap { mantissa in exponents.map { Decimal(mantissa: mantissa, exponent: $0) } }
    for a in values {
      _ = a.rendered
      _ = Quantity.render(a)
      _ = a.integer
      _ = Decimal.negate(a)
      for b in values {
        #expect(Decimal.compare(a, b) == -Decimal.compare(b, a), "\(a) \(b)")
        #expect(Decimal.add(a, b)?.normalized == Decimal.add(b, a)?.normalized, "\(a) \(b)")
        _ = Decimal.subtract(a, b)
        _ = Decimal.multiply(a, b)
        _ = Decimal.divide(a, by: b)
      }
    }
    for number: Int64 in [.min, .min + 1, -1, 0, 1, .max] {
      for other: Int64 in [.min, -1, 0, 1, .max] {
        for left in [Value.int(number), .date(number), .duration(number)] {
          for right in [Value.int(other), .date(other), .duration(other)] {
            _ = ValueArithmetic.add(left, right)
            _ = ValueArithmetic.subtract(left, right)
            _ = ValueArithmetic.multiply(left, right)
            _ = ValueArithmetic.divide(left, right)
          }
        }
      }
      _ = CalendarDate.render(number)
      _ = Duration.render(number)
      _ = SeverityName.render(number)
    }
  }
}
