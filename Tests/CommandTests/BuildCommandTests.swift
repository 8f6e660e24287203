import Foundation
import Testing

/// `moat build`, and `moat check` by what it made.
@Suite struct BuildCommandTests {
  private static let pod = ["pod.yaml": CheckCommandTests.privileged]

  @Test func aCompiledPolicySaysWhatItsSourcesSay() throws {
    let folder = try CheckCommandTests.Folder(Self.pod)
    let built = try folder.moat("build", "--no-library", "--policies", "p.moat", "-o", "x.moatc")
    #expect(built.code == 0 && built.output.hasPrefix("x.moatc: 2 rules"), "\(built)")
    let compiled = try folder.moat("check", "--policies", "x.moatc", "--format", "json", "pod.yaml")
    let written = try folder.moat("check", "--policies", "p.moat", "--profile", "only", "--format", "json", "pod.yaml")
    #expect(compiled.code == 1 && compiled.output == written.output)
    let narrowed = try folder.moat("check", "--policies", "x.moatc", "--profile", "only", "-q", "pod.yaml")
    #expect(narrowed.code == 1, "\(narrowed)")
  }

  @Test func aDefinitionOfCustomResourcesIsCarriedAlong() throws {
    let definition = """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: widgets.acme.example}
      spec:
        group: acme.example
        scope: Namespaced
        names: {kind: Widget, plural: widgets}
        versions:
        - name: v1
          served: true
          storage: true
          schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}}

      """
    let policy = """
      policy acme version "1"
      import crd "crd.yaml"
      rule small {
        severity low
        for "acme.example/Widget" w
        deny when (w.spec.size else 0) > 9
        message "{w.name} is large"
      }

      """
    let widget = "apiVersion: acme.example/v1\nkind: Widget\nmetadata: {name: a}\nspec: {size: 10}\n"
    let folder = try CheckCommandTests.Folder(["q/crd.yaml": definition, "q/q.moat": policy, "w.yaml": widget])
    #expect(try folder.moat("build", "--no-library", "--policies", "q/q.moat", "-o", "x.moatc").code == 0)
    try FileManager.default.removeItem(atPath: folder.path + "/q")
    let checked = try folder.moat("check", "--policies", "x.moatc", "w.yaml")
    #expect(checked.code == 1 && checked.output.contains("a is large"), "\(checked)")
  }

  @Test func whatIsNoWholeArtefactIsRefused() throws {
    let folder = try CheckCommandTests.Folder(Self.pod)
    _ = try folder.moat("build", "--no-library", "--policies", "p.moat", "-o", "x.moatc")
    let url = URL(fileURLWithPath: folder.path + "/x.moatc")
    let bytes = [UInt8](try Data(contentsOf: url))
    for place in stride(from: 8, to: bytes.count, by: 97) {
      var broken = bytes
      broken[place] ^= 0x10
      try Data(broken).write(to: url)
      let checked = try folder.moat("check", "--policies", "x.moatc", "pod.yaml")
      #expect(
        checked.code == 2 && checked.errors.hasPrefix("x.moatc: error: the compiled policy"), "\(place): \(checked)")
    }
    try Data(bytes).write(to: url)
    let both = try folder.moat("check", "--policies", "x.moatc", "--policies", "p.moat", "pod.yaml")
    #expect(both.code == 2 && both.errors.contains("a compiled policy is a whole set"), "\(both)")
  }

  @Test func theBytecodeOfARuleIsListed() throws {
    let folder = try CheckCommandTests.Folder(Self.pod)
    let listed = try folder.moat("explain", "--policies", "p.moat", "--bytecode", "test.privileged")
    #expect(listed.code == 0 && listed.output.contains("rule") && listed.output.contains(".privileged"), "\(listed)")
  }
}
