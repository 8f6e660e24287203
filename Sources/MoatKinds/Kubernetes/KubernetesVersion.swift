/// The version of Kubernetes that a run is for.
package enum KubernetesVersion {
  /// The minor version of `1.31`, `v1.31.2`, `1.31+`; the newest known one for anything else.
  package static func minor(of version: String) -> Int {
    let text = version.hasPrefix("v") ? version.dropFirst() : version[...]
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count >= 2, parts[0] == "1" else { return KubernetesSchema.newestMinor }
    let digits = parts[1].prefix { $0.isASCII && $0.isNumber }
    return Int(digits) ?? KubernetesSchema.newestMinor
  }
}
