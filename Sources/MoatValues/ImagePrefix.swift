/// Prefixes of image references, which match at the borders of components only.
///
/// A prefix begins with a registry (`registry.k8s.io/`, `localhost:5000/`, `docker.io/library/`): a bare word would be
/// a namespace of Docker Hub to some and a host to others. With a slash at its end it holds what is below it; without
/// one it is a registry, or a repository and what is below it. `docker.io/nginx` is refused: it is to be
/// `docker.io/library/nginx` (the repository) or `docker.io/nginx/` (the namespace). Tags and digests are no part of
/// it. Hosts are compared without regard to case, as DNS does; repositories byte by byte.
package enum ImagePrefix {
  /// nil if the text is a prefix, else what is wrong with it, as the end of a sentence ("an image prefix …").
  package static func problem(_ text: Bytes) -> StaticString? {
    guard text.count > 0 else { return "must not be empty" }
    let slash = text.index(of: UInt8(ascii: "/"))
    let registry = Part(0, slash)
    guard ImageReference.isRegistry(text, registry), ImageHost.isValid(text, registry) else {
      return "must begin with a registry, such as 'docker.io/library/'"
    }
    guard slash + 1 < text.count else { return nil }
    let isOpen = text[text.count - 1] == UInt8(ascii: "/")
    let path = Part(slash + 1, isOpen ? text.count - 1 : text.count)
    guard ImageReference.isRepository(text, path) else {
      return "must have a lower-case repository without tag and digest after its registry"
    }
    if ImageHost.isHub(text, ImageHost.withoutDefaultPort(text, registry)), !isOpen,
      text.index(of: UInt8(ascii: "/"), from: path.start) >= path.end
    {
      return "on docker.io must say 'docker.io/library/NAME' or 'docker.io/NAME/'"
    }
    return nil
  }

  package static func problem(_ text: String) -> StaticString? {
    problem(Array(text.utf8).span)
  }

  /// True if an image lies under a prefix; nil if the text is no image reference, or the prefix none.
  package static func contains(_ image: Bytes, under prefix: Bytes) -> Bool? {
    guard let reference = ImageReference.parse(image), problem(prefix) == nil else { return nil }
    return contains(image, reference, under: prefix)
  }

  /// As above, of an image that was parsed and a prefix that is known to be one.
  package static func contains(_ image: Bytes, _ reference: ImageReference, under prefix: Bytes) -> Bool {
    let slash = prefix.index(of: UInt8(ascii: "/"))
    guard sameRegistry(image, reference, prefix, Part(0, slash)) else { return false }
    let isOpen = prefix[prefix.count - 1] == UInt8(ascii: "/")
    let wanted = Part(min(slash + 1, prefix.count), isOpen ? prefix.count - 1 : prefix.count)
    if wanted.isEmpty { return true }
    let library: StaticString = reference.impliesLibrary ? "library/" : ""
    let libraryCount = library.utf8CodeUnitCount
    let length = libraryCount + reference.repository.count
    guard length >= wanted.count else { return false }
    // A prefix that ends within `library/` cannot end at a border, except at its slash.
    if libraryCount > 0 {
      let isLibrary = prefix.equals("library", at: wanted)
      guard isLibrary || prefix.matches(library, at: wanted.start) else { return false }
      if isLibrary { return true }
    }
    for offset in libraryCount..<wanted.count
    where prefix[wanted.start + offset] != image[reference.repository.start + offset - libraryCount] {
      return false
    }
    if length == wanted.count { return !isOpen }
    return image[reference.repository.start + wanted.count - libraryCount] == UInt8(ascii: "/")
  }

  package static func contains(_ image: String, under prefix: String) -> Bool? {
    contains(Array(image.utf8).span, under: Array(prefix.utf8).span)
  }

  private static func sameRegistry(
    _ image: Bytes, _ reference: ImageReference, _ prefix: Bytes, _ registry: Part
  ) -> Bool {
    let registry = ImageHost.withoutDefaultPort(prefix, registry)
    let isPrefixHub = ImageHost.isHub(prefix, registry)
    if reference.isDockerHub || isPrefixHub { return reference.isDockerHub && isPrefixHub }
    return ASCIIFold.equals(image, reference.registry, prefix, registry)
  }
}
