import MoatDocument
import MoatImage
import MoatKinds
import MoatSource
import MoatValues

/// What one input tells of images.
struct LoadedImages: Sendable {
  /// Each text that tells of images or has something wrong with it.
  private(set) var texts: [(text: ImageText, sizes: [DocumentSizes])]
  /// What the images are to a Dockerfile that builds on them.
  let records: [BaseImageRecord]
  /// What they say of digests, for statements of VEX.
  private let connections: DigestConnections
  /// What the input may tell and does not, because it could not be read.
  let gap: DocumentGap?
  /// The Kubernetes objects that are reports.
  let objects: Set<UInt32>
  /// The input itself, where another one may add to what it says, or where it may add to another.
  private let reading: ImageReading?
  private let name: String
  private let isBroken: Bool

  /// - Parameter name: of the input.
  init(
    _ reading: ImageReading, _ name: String, _ symbols: SymbolTable, _ limits: Limits, objects: Set<UInt32> = []
  ) {
    self.name = name
    self.objects = objects
    texts = Self.texts(reading, name, symbols, limits)
    isBroken = reading.problems.contains { $0.kind == .wrong }
    let isBroken = isBroken
    records = reading.images.compactMap { BaseImageRecord($0, isBroken: isBroken) }
    connections = DigestConnections(reading.images)
    let isKept =
      reading.isOfStatements
      || reading.images.contains { $0.vulnerabilities.value?.isEmpty == false || AttestationTypes.isOpen($0) }
    self.reading = isKept ? reading : nil
    let message = reading.unread.map { "it is a \($0.title)" } ?? "it may hold further images"
    gap =
      reading.mayLackImages
      ? DocumentGap(.unread(file: name, line: nil, message: message), kinds: MissingDocuments.Domain.image.kinds) : nil
  }

  private static func texts(
    _ reading: ImageReading, _ name: String, _ symbols: SymbolTable, _ limits: Limits
  ) -> [(text: ImageText, sizes: [DocumentSizes])] {
    ImageReader.read(reading, name: name, symbols: symbols, limits: limits).map { text in
      (text: text, sizes: Workspace.sizes(text.arena))
    }
  }

  /// Adds what one input tells of another: what a report tells of vulnerabilities that others list too, the types of attestations
  /// that an index lists, and the statuses that documents of VEX give. Such a document that is about nothing in the run says so, and
  /// one that is dated after the day of the run.
  ///
  /// - Returns: whether anything may have changed.
  static func complete(
    _ inputs: inout [LoadedImages?], _ symbols: SymbolTable, _ limits: Limits, _ run: RunFacts
  ) -> Bool {
    let documents = inputs.indices.filter { inputs[$0]?.reading?.isOfStatements == true }
    var facts = VulnerabilityFacts()
    var attestations = AttestationTypes()
    for image in inputs.lazy.compactMap({ $0?.reading?.images }).joined() {
      facts.add(image)
      attestations.add(image)
    }
    guard !documents.isEmpty || !facts.isEmpty || !attestations.isEmpty else { return false }
    let connections = inputs.reduce(into: DigestConnections([])) { all, input in
      if let input { all.formUnion(input.connections) }
    }
    // Days are those of UTC.
    let end = (Int64(run.today) + 1) * 86_400
    let counting = documents.map { ExploitStatement.counting(inputs[$0]?.reading?.statements ?? [], until: end) }
    for (number, index) in documents.enumerated() { inputs[index]?.report(counting[number].problems) }
    var application = StatementApplication(
      counting.map(\.statements), connections: connections, mirrors: run.mirrors)
    for index in inputs.indices {
      guard let reading = inputs[index]?.reading, !reading.isOfStatements else { continue }
      var changed = reading
      var hasChanged = false
      for image in changed.images.indices {
        if facts.complete(&changed.images[image]) { hasChanged = true }
        if attestations.complete(&changed.images[image]) { hasChanged = true }
        if !documents.isEmpty, application.apply(to: &changed.images[image]) { hasChanged = true }
      }
      guard hasChanged else { continue }
      let name = inputs[index]?.name ?? ""
      inputs[index]?.texts = texts(changed, name, SymbolTable(base: symbols), limits)
    }
    for (number, index) in documents.enumerated() {
      if application.isExhausted {
        inputs[index]?.report("there are too many statements about one product to apply them all", .unread)
      } else if !application.matched.contains(number), inputs[index]?.isBroken == false {
        // One that has faults says so already, and may name its products in a way that is one of them.
        inputs[index]?.report("no report of this run is about a product of these statements", .unmatched)
      }
    }
    return true
  }

  private mutating func report(_ message: String, _ kind: ImageProblem.Kind) {
    guard let place = reading?.place else { return }
    var problem = ImageProblem(message, at: place)
    problem.kind = kind
    report([problem])
  }

  private mutating func report(_ problems: [ImageProblem]) {
    if !texts.isEmpty { texts[0].text.problems += problems }
  }
}
