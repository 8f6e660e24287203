internal import MoatDocument
internal import MoatValues

/// The checks that the API server makes beyond its schema, for one object whose fields are known. They see what is written
/// and plain: a template, an unknown value or one of a wrong type says nothing here.
extension SchemaValidator {
  /// The checks of a definition, by the index of its full name.
  struct Checks: Sendable {
    var fields: [FieldCheck]
    var objects: [ObjectCheck]
  }

  private static let checks: [UInt32: Checks] = {
    let table = SchemaTable.shared
    var found: [UInt32: Checks] = [:]
    for index in 0..<table.definitions.count {
      let definition = table.definition(index)
      let key = CuratedReadings.key(ofDefinition: table.name(definition.name))
      let checks = Checks(fields: FieldChecks.table[key] ?? [], objects: ObjectChecks.table[key] ?? [])
      if !checks.fields.isEmpty || !checks.objects.isEmpty { found[definition.name] = checks }
    }
    return found
  }()

  /// Reports what the API server refuses of an object of this definition.
  mutating func refuse(_ object: UInt32, _ shape: DefinitionRecord) {
    guard let checks = Self.checks[shape.name] else { return }
    for check in checks.fields {
      if let value = member(object, check.field) { refuse(value, check) }
    }
    for check in checks.objects { check.find(&self, object) }
  }

  private mutating func refuse(_ value: UInt32, _ check: FieldCheck) {
    let node = arena.node(value)
    let field = check.field.rawValue
    switch check.form {
    case .number, .network:
      if node.kind == .list {
        for element in node.first..<node.first + node.count { refuseScalar(element, check.form, field) }
      } else {
        refuseScalar(value, check.form, field)
      }
    case .keys(let form):
      for child in children(value) {
        let key = arena.symbols.bytes(of: arena.node(child).key)
        guard !form.matches(key), !Self.isPlaceholder(key) else { continue }
        let text = SchemaScalars.bounded(String(decoding: key, as: UTF8.self))
        report(.invalidName, child, field, "key \"\(text)\" is not \(form.description)", isKey: true)
      }
    case .values(let form):
      for child in children(value) {
        guard let text = text(child), !form.matches(text), !Self.isPlaceholder(text) else { continue }
        let key = SchemaScalars.bounded(arena.symbols.name(of: arena.node(child).key))
        report(.invalidName, child, field, "\(quoted(child)) of \(key) is not \(form.description)")
      }
    default:
      refuseScalar(value, check.form, field)
    }
  }

  private mutating func refuseScalar(_ value: UInt32, _ form: FieldCheck.Form, _ field: String) {
    switch form {
    case .number(let bounds):
      guard let number = integer(value), !bounds.contains(number) else { return }
      report(.invalidNumber, value, field, "is \(number) and must be \(Self.describe(bounds))")
    case .countOrPercent(let limited):
      refuseCount(value, field, limited: limited)
    case .portOrName, .targetPort:
      if let number = integer(value) {
        if case .targetPort = form, number == 0 { return }
        guard !(1...65535).contains(number) else { return }
        report(.invalidNumber, value, field, "is \(number) and must be \(Self.describe(1...65535))")
      } else {
        if case .targetPort = form, text(value)?.isEmpty == true { return }
        refuseName(value, field, .portName)
      }
    case .name(let form):
      // An empty name is one that is absent; where it is required, the schema or the object's own check says so.
      if text(value)?.isEmpty == false { refuseName(value, field, form) }
    case .schedule:
      guard let text = text(value), !Self.isPlaceholder(text) else { return }
      guard !CronSchedule.isValid(String(decoding: text, as: UTF8.self)) else { return }
      report(
        .invalidValue, value, field, "\(quoted(value)) is not a cron schedule (five fields, or a macro such as @daily)")
    case .network(let padded):
      guard var text = text(value), !Self.isPlaceholder(text) else { return }
      if padded {
        // As the API server does, for the sake of the annotation that this field was once.
        let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        text = Array(text.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
      }
      let isNetwork = text.contains(UInt8(ascii: "/")) && Network.parse(text.span) != nil
      if !isNetwork { report(.invalidValue, value, field, "\(quoted(value)) is not a CIDR block such as 10.0.0.0/8") }
    case .path(let relative):
      guard let text = text(value), !Self.isPlaceholder(text) else { return }
      if text.split(separator: 0x2F).contains(where: { $0.elementsEqual("..".utf8) }) {
        report(.invalidValue, value, field, "\(quoted(value)) must not contain ..")
      } else if relative, text.first == 0x2F {
        report(.invalidValue, value, field, "\(quoted(value)) must be a relative path")
      }
    case .keys, .values:
      return
    }
  }

  private mutating func refuseCount(_ value: UInt32, _ field: String, limited: Bool) {
    if let number = integer(value) {
      if number < 0 { report(.invalidNumber, value, field, "is \(number) and must not be negative") }
      return
    }
    guard let text = text(value), !Self.isPlaceholder(text) else { return }
    let digits = text.dropLast()
    let isPercentage =
      text.last == UInt8(ascii: "%") && !digits.isEmpty && digits.count <= 9
      && digits.allSatisfy { (0x30...0x39).contains($0) }
    guard isPercentage else {
      return report(
        .invalidValue, value, field, "\(quoted(value)) is neither an integer nor a percentage such as \"50%\"")
    }
    if limited, let percent = Int(String(decoding: digits, as: UTF8.self)), percent > 100 {
      report(.invalidNumber, value, field, "is \(percent)% and must be at most 100%")
    }
  }

  mutating func refuseName(_ value: UInt32, _ field: String, _ form: NameForm) {
    guard let text = text(value), !form.matches(text), !Self.isPlaceholder(text) else { return }
    report(.invalidName, value, field, "\(quoted(value)) is not \(form.description)")
  }

  // MARK: What is written

  /// The member of an object that is written and not null.
  mutating func member(_ object: UInt32?, _ key: APIKey) -> UInt32? {
    guard let object else { return nil }
    let node = arena.node(object)
    guard node.kind == .object else { return nil }
    for child in node.first..<node.first + node.count {
      let member = arena.node(child)
      if member.kind != .null, name(ofSymbol: member.key) == key.index { return child }
    }
    return nil
  }

  func children(_ value: UInt32?) -> Range<UInt32> {
    guard let value else { return 0..<0 }
    let node = arena.node(value)
    guard node.kind == .list || node.kind == .object else { return 0..<0 }
    return node.first..<node.first + node.count
  }

  func integer(_ value: UInt32?) -> Int64? {
    guard let value else { return nil }
    let node = arena.node(value)
    return node.kind == .int ? Int64(bitPattern: node.bits) : nil
  }

  func bool(_ value: UInt32?) -> Bool? {
    guard let value else { return nil }
    let node = arena.node(value)
    return node.kind == .bool ? node.bits != 0 : nil
  }

  /// The text of a string that is what it says.
  func text(_ value: UInt32?) -> [UInt8]? {
    guard let value else { return nil }
    return arena.node(value).isPlainText ? arena.bytes(value) : nil
  }

  func string(_ value: UInt32?) -> String? {
    text(value).map { String(decoding: $0, as: UTF8.self) }
  }

  /// True if the value is written, known, and neither "" nor an empty list or object.
  func isFilled(_ value: UInt32?) -> Bool {
    guard let value else { return false }
    let node = arena.node(value)
    switch node.kind {
    case .null: return false
    case .string: return node.isPlainText && node.count > 0
    case .list, .object: return node.count > 0
    default: return true
    }
  }

  /// True if the value can be decided: it is absent, or neither a template nor unknown.
  func isKnown(_ value: UInt32?) -> Bool {
    guard let value else { return true }
    let node = arena.node(value)
    return node.kind != .string || node.isPlainText
  }

  /// True for a text that another tool completes before the API server sees it: `${NAME}`, `$(NAME)`, `$NAME`, `<% … %>`, `__NAME__`, and the name that
  /// Helm 3 gave to a release without one.
  static func isPlaceholder(_ text: [UInt8]) -> Bool {
    if text.contains(UInt8(ascii: "$")) || SchemaScalars.holdsTemplate(text) { return true }
    if text.starts(with: Array("RELEASE-NAME".utf8)) { return true }
    if text.starts(with: Array("__".utf8)), text.suffix(2).elementsEqual("__".utf8) { return true }
    return zip(text, text.dropFirst()).contains {
      $0 == UInt8(ascii: "<") && ($1 == UInt8(ascii: "%") || $1 == UInt8(ascii: "<"))
    }
  }

  func quoted(_ value: UInt32) -> String {
    "\"\(SchemaScalars.bounded(arena.string(value)))\""
  }

  private static func describe(_ bounds: ClosedRange<Int64>) -> String {
    switch (bounds.lowerBound, bounds.upperBound) {
    case (0, Int64(Int32.max)...): "0 or more"
    case (1, Int64(Int32.max)...): "1 or more"
    case (0, 0o777): "a file mode, 0 to 511 (octal 0777)"
    default: "\(bounds.lowerBound) to \(bounds.upperBound)"
    }
  }

  /// A problem whose sentence is known; `field` begins it.
  mutating func report(
    _ kind: SchemaProblem.Kind, _ node: UInt32, _ field: String, _ sentence: String, isKey: Bool = false
  ) {
    add(SchemaProblem(node: node, isKey: isKey, kind: kind, field: field, expected: sentence, found: ""))
  }
}
