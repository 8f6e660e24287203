/// The fields of an image reference, as a policy sees them: normalised. Each takes the reference's text and gives a
/// slice of it where it can, else a text in the scratch memory. A text that is no reference is undetermined
/// (unparsable).
package enum ImageFields {
  /// The host with its port, in lower case; `docker.io` where it is implied.
  package static func registry(_ image: Value, in scratch: Scratch) -> Value {
    with(image, scratch) { reference in
      if reference.isDockerHub { return .string("docker.io") }
      return TextFunctions.lower(image.slice(reference.registry), in: scratch)
    }
  }

  /// The repository with its implied namespace: `library/nginx`.
  package static func repository(_ image: Value, in scratch: Scratch) -> Value {
    with(image, scratch) { reference in
      let written = image.slice(reference.repository)
      return reference.impliesLibrary ? TextFunctions.join(.string("library/"), written, in: scratch) : written
    }
  }

  /// The tag as written; missing if there is none.
  package static func tag(_ image: Value, in scratch: Scratch) -> Value {
    with(image, scratch) { $0.tag.isEmpty ? .missing : image.slice($0.tag) }
  }

  /// The tag that is pulled: `latest` if there is neither a tag nor a digest; missing if a digest stands alone.
  package static func effectiveTag(_ image: Value, in scratch: Scratch) -> Value {
    with(image, scratch) { reference in
      if !reference.tag.isEmpty { return image.slice(reference.tag) }
      return reference.digest.isEmpty ? .string("latest") : .missing
    }
  }

  /// The digest with its algorithm; missing if there is none.
  package static func digest(_ image: Value, in scratch: Scratch) -> Value {
    with(image, scratch) { $0.digest.isEmpty ? .missing : image.slice($0.digest) }
  }

  /// Registry, slash and repository: `docker.io/library/nginx`.
  package static func name(_ image: Value, in scratch: Scratch) -> Value {
    let host = registry(image, in: scratch)
    let path = repository(image, in: scratch)
    if host.tag == .undetermined { return host }
    if path.tag == .undetermined { return path }
    let begin = TextFunctions.join(host, .string("/"), in: scratch)
    return begin.tag == .undetermined ? begin : TextFunctions.join(begin, path, in: scratch)
  }

  private static func with(_ image: Value, _ scratch: Scratch, _ body: (ImageReference) -> Value) -> Value {
    if image.tag == .undetermined || image.tag == .missing { return image }
    guard let reference = scratch.imageReference(image) else { return .undetermined(.unparsable) }
    return body(reference)
  }
}

extension ImageReference {
  /// True if two references name the same image after normalisation: host (without case), repository, the tag that is
  /// pulled, digest. nil if one of the two is no reference.
  package static func equal(_ left: Bytes, _ right: Bytes) -> Bool? {
    guard let first = parse(left), let second = parse(right) else { return nil }
    guard first.isDockerHub == second.isDockerHub else { return false }
    if !first.isDockerHub, !ASCIIFold.equals(left, first.registry, right, second.registry) { return false }
    return sameRepository(left, first, right, second) && sameTag(left, first, right, second)
      && samePart(left, first.digest, right, second.digest)
  }

  package static func equal(_ left: String, _ right: String) -> Bool? {
    equal(Array(left.utf8).span, Array(right.utf8).span)
  }

  private static func sameRepository(
    _ left: Bytes, _ first: ImageReference, _ right: Bytes, _ second: ImageReference
  ) -> Bool {
    if first.impliesLibrary == second.impliesLibrary {
      return samePart(left, first.repository, right, second.repository)
    }
    let library: StaticString = "library/"
    let count = library.utf8CodeUnitCount
    if first.impliesLibrary {
      let rest = Part(second.repository.start + count, second.repository.end)
      return right.matches(library, at: second.repository.start) && samePart(left, first.repository, right, rest)
    }
    let rest = Part(first.repository.start + count, first.repository.end)
    return left.matches(library, at: first.repository.start) && samePart(left, rest, right, second.repository)
  }

  private static func sameTag(_ left: Bytes, _ first: ImageReference, _ right: Bytes, _ second: ImageReference) -> Bool
  {
    let isFirstLatest =
      first.tag.isEmpty && first.digest.isEmpty || left.equals("latest", at: first.tag)
    let isSecondLatest =
      second.tag.isEmpty && second.digest.isEmpty || right.equals("latest", at: second.tag)
    return isFirstLatest && isSecondLatest
      || isFirstLatest == isSecondLatest && samePart(left, first.tag, right, second.tag)
  }

  private static func samePart(_ left: Bytes, _ first: Part, _ right: Bytes, _ second: Part) -> Bool {
    guard first.count == second.count else { return false }
    for offset in 0..<first.count where left[first.start + offset] != right[second.start + offset] { return false }
    return true
  }
}

extension ImageReference {
  /// What a reference names, so that two that are `equal` have the same one: for tables of images.
  package struct NormalForm: Hashable, Sendable {
    /// Host, slash and repository: `docker.io/library/nginx`.
    package var name: [UInt8]
    /// The tag that is pulled: `latest` where neither a tag nor a digest is written; nil where a digest stands alone.
    package var tag: [UInt8]?
    package var digest: [UInt8]?

    package init(name: [UInt8], tag: [UInt8]?, digest: [UInt8]?) {
      self.name = name
      self.tag = tag
      self.digest = digest
    }

    package var nameWithTag: [UInt8] { name + [UInt8(ascii: ":")] + (tag ?? []) }
  }

  /// Nil if the text is no reference.
  package static func normalForm(_ text: [UInt8]) -> NormalForm? {
    guard let reference = parse(text.span) else { return nil }
    func bytes(_ part: Part) -> [UInt8]? { part.isEmpty ? nil : Array(text[part.start..<part.end]) }
    var name = Array("docker.io".utf8)
    if !reference.isDockerHub { name = text[reference.registry.start..<reference.registry.end].map(ASCII.lower) }
    name.append(UInt8(ascii: "/"))
    if reference.impliesLibrary { name += Array("library/".utf8) }
    name += text[reference.repository.start..<reference.repository.end]
    let latest = reference.digest.isEmpty ? Array("latest".utf8) : nil
    return NormalForm(name: name, tag: bytes(reference.tag) ?? latest, digest: bytes(reference.digest))
  }
}
