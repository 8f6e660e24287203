import MoatDocument

/// What a result of Trivy holds beside packages and vulnerabilities.
///
/// A section stands in a report only where Trivy found something for it, so that its absence says nothing.
extension DocumentCursor {
  private static let trivySections: Set<[UInt8]> = Set(
    [
      "Vulnerabilities", "Packages", "Misconfigurations", "Secrets", "Licenses",
      // What was found and then taken away, each with its kind.
      "ExperimentalModifiedFindings",
    ].map { Array($0.utf8) })

  mutating func readTrivyFindings(of result: UInt32, into image: inout ImageModel) {
    let target = text(result, "Target")
    for node in children(result) where kind(node) == .list && !children(node).isEmpty {
      let name = key(node).value
      guard !Self.trivySections.contains(name) else { continue }
      report(
        ImageProblem(
          unread: "section \(Self.shown(name)) of a Trivy report is not read: no rule sees it", at: keyPlace(node)))
    }
    image.secrets.append(section(result, "Secrets") { $0.trivySecret($1, target) })
    image.misconfigurations.append(section(result, "Misconfigurations") { $0.trivyMisconfiguration($1, target) })
    image.licenceFindings.append(section(result, "Licenses") { $0.trivyLicence($1, target) })
    readTrivyModified(result, target, into: &image)
  }

  // MARK: What was taken away

  /// What an ignore file, a policy or VEX took out of a section, as `--show-suppressed` writes it. VEX says that it is none, in the
  /// words of VEX; whatever else took it away does not say so.
  mutating func trivyModified(_ result: UInt32, _ type: String) -> [(finding: UInt32, status: ImageField<[UInt8]>)] {
    guard let list = member(result, "ExperimentalModifiedFindings", .list) else { return [] }
    var found: [(finding: UInt32, status: ImageField<[UInt8]>)] = []
    for node in children(list) where kind(node) == .object {
      guard text(node, "Type").value == Array(type.utf8), let finding = member(node, "Finding", .object) else {
        continue
      }
      var status = text(node, "Status")
      // Elsewhere in a report `fixed` means that there is a fix.
      if status.value == Array("fixed".utf8) { status = .present(Array("resolved".utf8), at: status.place) }
      found.append((finding, status))
    }
    return found
  }

  private mutating func readTrivyModified(
    _ result: UInt32, _ target: ImageField<[UInt8]>, into image: inout ImageModel
  ) {
    guard let list = member(result, "ExperimentalModifiedFindings") else { return }
    let kinds = Set(["vulnerability", "misconfiguration", "secret", "license"].map { Array($0.utf8) })
    for node in objects(of: result, "ExperimentalModifiedFindings") {
      let isKnown = text(node, "Type").value.map(kinds.contains) == true
      if !isKnown || member(node, "Finding", .object) == nil {
        report(
          ImageProblem(
            unread: "a finding that Trivy took away is not read: its `Type` or `Finding` is missing, or another",
            at: place(node)))
      }
    }
    func section<Entry>(_ entries: [Entry]) -> Located<[Entry]>? {
      entries.isEmpty ? nil : Located(entries, at: place(list))
    }
    let secrets = trivyModified(result, "secret").map { trivySecret($0.finding, target) }
    let checks = trivyModified(result, "misconfiguration").map { trivyMisconfiguration($0.finding, target) }
    let licences = trivyModified(result, "license").map { trivyLicence($0.finding, target) }
    image.secrets.append(section(secrets))
    image.misconfigurations.append(section(checks))
    image.licenceFindings.append(section(licences))
  }

  /// The entries of a section; nil where there is none.
  mutating func section<Entry>(
    _ result: UInt32, _ name: String, _ read: (inout DocumentCursor, UInt32) -> Entry
  ) -> Located<[Entry]>? where Entry: Hashable & Sendable {
    guard let list = member(result, name) else { return nil }
    var entries: [Entry] = []
    for node in objects(of: result, name) { entries.append(read(&self, node)) }
    return entries.isEmpty ? nil : Located(entries, at: place(list))
  }

  /// The objects of a list. Another value, and an element that is not an object, is a problem of the document.
  mutating func objects(of object: UInt32, _ name: String) -> [UInt32] {
    guard let list = member(object, name) else { return [] }
    guard kind(list) == .list else {
      report(ImageProblem("`\(name)` must be a list", at: place(list)))
      return []
    }
    var objects: [UInt32] = []
    for node in children(list) {
      if kind(node) == .object {
        objects.append(node)
      } else {
        report(ImageProblem("each of `\(name)` must be an object", at: place(node)))
      }
    }
    return objects
  }

  private mutating func trivySecret(_ node: UInt32, _ target: ImageField<[UInt8]>) -> ExposedSecret {
    hide(node, "Match")
    hideCode(member(node, "Code", .object))
    return ExposedSecret(
      place: place(node), rule: text(node, "RuleID"), title: text(node, "Title"), category: text(node, "Category"),
      severity: severity(text(node, "Severity")), path: target, line: integer(node, "StartLine"))
  }

  /// The lines of a file that a report quotes.
  private mutating func hideCode(_ code: UInt32?) {
    guard let lines = code.flatMap({ member($0, "Lines", .list) }) else { return }
    for line in children(lines) where kind(line) == .object {
      hide(line, "Content")
      hide(line, "Highlighted")
    }
  }

  /// Keeps a member of an object out of every output.
  mutating func hide(_ object: UInt32, _ name: String) {
    if let node = member(object, name), isText(node), !arena.bytes(node).isEmpty { secrets.append(place(node)) }
  }

  private mutating func trivyMisconfiguration(_ node: UInt32, _ target: ImageField<[UInt8]>) -> Misconfiguration {
    let status = text(node, "Status")
    let passed: ImageField<Bool> =
      switch status.value.map({ String(decoding: $0, as: UTF8.self) }) {
      // Trivy writes PASS and EXCEPTION only where it is asked for them.
      case "FAIL", nil: .present(false, at: status.place)
      case "PASS", "EXCEPTION": .present(true, at: status.place)
      default: .unknown(.malformed, status.place)
      }
    let cause = member(node, "CauseMetadata", .object)
    let id = text(node, "ID")
    return Misconfiguration(
      place: place(node), id: id.isAbsent ? text(node, "AVDID") : id, title: text(node, "Title"),
      severity: severity(text(node, "Severity")), passed: passed, message: text(node, "Message"),
      remedy: text(node, "Resolution"), path: target,
      line: cause.map { integer($0, "StartLine") } ?? .absent(place(node)), url: text(node, "PrimaryURL"))
  }

  private mutating func trivyLicence(_ node: UInt32, _ target: ImageField<[UInt8]>) -> LicenceFinding {
    let path = text(node, "FilePath")
    return LicenceFinding(
      place: place(node), name: text(node, "Name"), category: text(node, "Category"),
      severity: severity(text(node, "Severity")), package: text(node, "PkgName").absentIfEmpty,
      path: path.absentIfEmpty.isAbsent ? target : path, url: text(node, "Link").absentIfEmpty)
  }
}

extension ImageField {
  /// Adds what a further section holds.
  mutating func append<Entry>(_ section: Located<[Entry]>?) where Value == [Entry] {
    guard let section else { return }
    guard case .present(var known) = self else {
      self = .present(section)
      return
    }
    // So that the list has one owner and grows in its place.
    self = .absent(known.place)
    known.value += section.value
    self = .present(known)
  }
}

extension ImageField where Value == [UInt8] {
  /// The same field, absent where it is an empty text.
  var absentIfEmpty: ImageField { value == [] ? .absent(place) : self }
}
