extension PackageURL {
  /// The namespace as it is written: `org.acme`, `@scope`, `github.com/acme`.
  package var namespaceText: [UInt8] { Array(namespace.joined(separator: [UInt8(ascii: "/")])) }

  /// Whether a package is one that this URL means: a URL without a version means each version, and a qualifier that it does not
  /// have may be any.
  package func means(_ package: PackageURL) -> Bool {
    type == package.type && namespace == package.namespace && name == package.name
      && (version == nil || version == package.version) && (subpath.isEmpty || subpath == package.subpath)
      && qualifiers.allSatisfy { wanted in
        package.qualifiers.contains { $0.key == wanted.key && $0.value == wanted.value }
      }
  }
}
