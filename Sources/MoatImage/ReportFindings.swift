/// A secret that a scanner found in an image. What it is stands in no field: nothing that Moat writes may repeat it.
package struct ExposedSecret: Hashable, Sendable {
  package var place: ImagePlace
  /// The scanner's rule: `private-key`.
  package var rule: ImageField<[UInt8]>
  package var title: ImageField<[UInt8]>
  package var category: ImageField<[UInt8]>
  /// In upper case, as of a vulnerability.
  package var severity: ImageField<[UInt8]>
  /// The file that holds it.
  package var path: ImageField<[UInt8]>
  /// From 1.
  package var line: ImageField<Int64>
}

/// A check of a configuration that a scanner made.
package struct Misconfiguration: Hashable, Sendable {
  package var place: ImagePlace
  package var id: ImageField<[UInt8]>
  package var title: ImageField<[UInt8]>
  package var severity: ImageField<[UInt8]>
  /// Whether what was checked passed.
  package var passed: ImageField<Bool>
  package var message: ImageField<[UInt8]>
  package var remedy: ImageField<[UInt8]>
  /// The file, or the resource, that was checked.
  package var path: ImageField<[UInt8]>
  package var line: ImageField<Int64>
  package var url: ImageField<[UInt8]>
}

/// A licence that a scanner judged.
package struct LicenceFinding: Hashable, Sendable {
  package var place: ImagePlace
  /// An SPDX identifier, or whatever the scanner calls it.
  package var name: ImageField<[UInt8]>
  /// Google's categories in lower case: `forbidden`, `restricted`, `reciprocal`, `notice`, `permissive`, `unencumbered`, `unknown`.
  package var category: ImageField<[UInt8]>
  package var severity: ImageField<[UInt8]>
  /// The package that has it; absent for a file of none.
  package var package: ImageField<[UInt8]>
  package var path: ImageField<[UInt8]>
  package var url: ImageField<[UInt8]>
}
