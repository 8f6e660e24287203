import MoatValues

/// Registries that have the images of others: a reference that begins with a mirror means what it is a mirror of.
package struct ImageMirrors: Hashable, Sendable {
  private struct Mirror: Hashable {
    var prefix: [UInt8]
    var source: [UInt8]
  }

  /// Why mirrors cannot be followed, as a whole sentence without a full stop.
  package struct Problem: Error, Hashable {
    package var message: String
  }

  /// The longest first, so that the nearest counts.
  private var mirrors: [Mirror] = []

  package init() {}

  /// Each a registry, or a registry with the first parts of a repository: `mirror.acme.io/hub` of `docker.io`. What is mirrored
  /// can be a mirror itself.
  package init(_ pairs: [(mirror: String, source: String)]) throws(Problem) {
    for (mirror, source) in pairs {
      guard let prefix = Self.normal(mirror), let original = Self.normal(source) else {
        throw Problem(
          message:
            "'\(mirror)=\(source)' is not a mirror and its registry: write two registries, each with or without a path, "
            + "such as mirror.acme.io/hub=docker.io")
      }
      guard !mirrors.contains(where: { $0.prefix == prefix }) else {
        throw Problem(message: "the mirror '\(mirror)' is given twice")
      }
      mirrors.append(Mirror(prefix: prefix, source: original))
    }
    mirrors.sort { $0.prefix.count > $1.prefix.count }
    for (mirror, source) in pairs {
      // A chain without a circle goes through each mirror once.
      guard let start = Self.normal(source), next(original(ofName: start)) == nil else {
        throw Problem(message: "the mirror '\(mirror)' is a mirror of itself")
      }
    }
  }

  /// What a reference names, with the mirror replaced; nil if the text is not a reference.
  func normalForm(_ text: [UInt8]) -> ImageReference.NormalForm? { ImageReference.normalForm(text).map(original) }

  /// The same image by the name that it has where it is from.
  func original(_ form: ImageReference.NormalForm) -> ImageReference.NormalForm {
    guard !mirrors.isEmpty else { return form }
    var form = form
    form.name = original(ofName: form.name)
    return form
  }

  /// The other names that mirrors give to what a reference names, with the same tag and digest.
  func otherNames(of reference: [UInt8]) -> [[UInt8]] {
    guard !mirrors.isEmpty, let parsed = ImageReference.parse(reference.span),
      let form = ImageReference.normalForm(reference)
    else { return [] }
    let original = original(ofName: form.name)
    var names: Set<[UInt8]> = [original]
    for mirror in mirrors {
      let source = self.original(ofName: mirror.source)
      guard Self.isBelow(original, source) else { continue }
      let name = mirror.prefix + original[source.count...]
      // A mirror of a part of it can take the place of this one.
      if self.original(ofName: name) == original { names.insert(name) }
    }
    names.remove(form.name)
    return names.map { $0 + reference[parsed.repository.end...] }.sorted { $0.lexicographicallyPrecedes($1) }
  }

  private func original(ofName name: [UInt8]) -> [UInt8] {
    var name = name
    for _ in mirrors {
      guard let source = next(name) else { break }
      name = source
    }
    return name
  }

  /// Nil for a name that is not below a mirror.
  private func next(_ name: [UInt8]) -> [UInt8]? {
    mirrors.first { Self.isBelow(name, $0.prefix) }.map { $0.source + name[$0.prefix.count...] }
  }

  private static func isBelow(_ name: [UInt8], _ prefix: [UInt8]) -> Bool {
    guard name.starts(with: prefix) else { return false }
    return name.count == prefix.count || name[prefix.count] == UInt8(ascii: "/")
  }

  /// A prefix without its last slash, by the names that references have; nil if the text is not one.
  private static func normal(_ prefix: String) -> [UInt8]? {
    let text = Array((prefix.hasSuffix("/") ? prefix : prefix + "/").utf8)
    guard ImagePrefix.problem(text.span) == nil else { return nil }
    let below = Array("a/a".utf8)
    return ImageReference.normalForm(text + below).map { Array($0.name.dropLast(below.count + 1)) }
  }
}
