import Testing

@testable import MoatImage

/// One name for one package and one for one tool, whatever the document.
@Suite struct PackageNameTests {
  private func names(_ text: String) -> [String] {
    let image = ImageText.read(text).images.first
    return image?.packages.value?.map { ImageText.shown($0.name) }
      ?? image?.vulnerabilities.value?.map { ImageText.shown($0.package) } ?? []
  }

  @Test func aPackageHasOneNameInEachForm() {
    // The URL, the group and the name as documents have them, and the name.
    let cases: [(url: String, group: String?, name: String, expected: String)] = [
      ("pkg:maven/org.acme.log/log-core@1", "org.acme.log", "log-core", "org.acme.log:log-core"),
      ("pkg:maven/org.acme.log/log-core@1", nil, "org.acme.log:log-core", "org.acme.log:log-core"),
      ("pkg:npm/%40acme/ui@1", "@acme", "ui", "@acme/ui"), ("pkg:npm/@acme/ui@1", nil, "@acme/ui", "@acme/ui"),
      ("pkg:npm/left-pad@1", nil, "left-pad", "left-pad"),
      ("pkg:deb/debian/libc6@2?arch=amd64", "debian", "libc6", "libc6"), ("pkg:apk/alpine/musl@1", nil, "musl", "musl"),
      ("pkg:rpm/redhat/bash@5", "redhat", "bash", "bash"),
      ("pkg:pypi/ruamel-yaml@1", nil, "ruamel.yaml", "ruamel-yaml"),
      ("pkg:pypi/PyYAML@6", nil, "PyYAML", "pyyaml"),
      ("pkg:golang/github.com/azure/go@1", nil, "github.com/Azure/go", "github.com/Azure/go"),
      ("pkg:golang/github.com/azure/go@1", "github.com/Azure", "go", "github.com/Azure/go"),
      ("pkg:golang/github.com/a/b@v1#c/d", nil, "github.com/a/b/c/d", "github.com/a/b/c/d"),
      ("pkg:composer/symfony/yaml@1", "symfony", "yaml", "symfony/yaml"),
    ]
    for (url, group, name, expected) in cases {
      let member = group.map { #""group":"\#($0)","# } ?? ""
      let texts = [
        #"{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"type":"library",\#(member)"name":"\#(name)","purl":"\#(url)"}]}"#,
        #"{"spdxVersion":"SPDX-2.3","packages":[{"SPDXID":"SPDXRef-p","name":"\#(name)","externalRefs":[{"referenceType":"purl","referenceLocator":"\#(url)"}]}]}"#,
        #"{"SchemaVersion":2,"ArtifactName":"a","Results":[{"Target":"a","Class":"lang-pkgs","Packages":[{"Name":"\#(name)","Identifier":{"PURL":"\#(url)"}}]}]}"#,
        #"{"SchemaVersion":2,"ArtifactName":"a","Results":[{"Target":"a","Class":"lang-pkgs","Vulnerabilities":[{"VulnerabilityID":"CVE-1","PkgName":"\#(name)","PkgIdentifier":{"PURL":"\#(url)"}}]}]}"#,
        #"{"matches":[{"vulnerability":{"id":"CVE-1"},"artifact":{"name":"\#(name)","purl":"\#(url)"}}],"descriptor":{"name":"grype"}}"#,
      ]
      // Only CycloneDX has groups: of the others, those of Go have no name with its case then.
      for text in group == nil || !url.hasPrefix("pkg:golang") ? texts : [texts[0]] {
        #expect(names(text) == [expected], "\(text)")
      }
    }
  }

  @Test func withoutAURLTheTypeSaysHowANameIsWritten() {
    let cases: [(String, String)] = [
      (
        #"{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"type":"library","group":"@acme","name":"ui"}]}"#,
        "@acme/ui"
      ),
      (
        #"{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"type":"library","group":"org.acme","name":"core"}]}"#,
        "org.acme:core"
      ),
      (
        #"{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"type":"library","group":"ch.qos.logback","name":"logback-core"}]}"#,
        "ch.qos.logback:logback-core"
      ),
      (
        #"{"matches":[{"vulnerability":{"id":"CVE-1"},"artifact":{"name":"log-core","type":"java-archive","metadata":{"pomGroupID":"org.acme"}}}],"descriptor":{"name":"grype"}}"#,
        "org.acme:log-core"
      ),
      (
        #"{"SchemaVersion":2,"ArtifactName":"a","Results":[{"Target":"a","Class":"lang-pkgs","Type":"python-pkg","Packages":[{"Name":"Py_YAML"}]}]}"#,
        "py-yaml"
      ),
    ]
    for (text, expected) in cases { #expect(names(text) == [expected], "\(text)") }
  }

  @Test func aGroupWithoutAnEcosystemLeavesTheNameOpen() {
    func name(_ component: String) -> String {
      names(#"{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"type":"library",\#(component)}]}"#).first
        ?? ""
    }
    func typed(_ property: String, _ value: String, _ group: String, _ own: String) -> String {
      name(
        #""group":"\#(group)","name":"\#(own)","properties":[{"name":"a:b","value":"c"},{"name":"\#(property)","value":"\#(value)"}]"#
      )
    }
    for group in [
      "acme", "debian", "github.com/acme", "k8s.io", "gopkg.in", "dev.azure.com", "app.acme.io", "symfony", "@", "@a/b",
      "org.acme/x",
    ] {
      #expect(name(#""group":"\#(group)","name":"core""#) == "unknown: ecosystem", "\(group)")
      // Words that are of no ecosystem do not help.
      #expect(typed("syft:package:type", "binary", group, "core") == "unknown: ecosystem", "\(group)")
      #expect(typed("cdx:device:x", "npm", group, "core") == "unknown: ecosystem", "\(group)")
    }
    #expect(name(#""group":"","name":"core""#) == "core")
    #expect(name(#""name":"org.acme:core""#) == "org.acme:core")
    let cases: [(property: String, value: String, group: String, own: String, expected: String)] = [
      ("aquasecurity:trivy:PkgType", "debian", "debian", "zlib1g", "zlib1g"),
      ("aquasecurity:trivy:PkgType", "jar", "acme", "core", "acme:core"),
      ("aquasecurity:trivy:PkgType", "gobinary", "github.com/acme", "lib", "github.com/acme/lib"),
      ("syft:package:type", "deb", "debian", "zlib1g", "zlib1g"),
      ("syft:package:type", "java-archive", "acme", "core", "acme:core"),
      ("syft:package:type", "npm", "@acme", "@acme/ui", "@acme/ui"),
      ("syft:package:type", "php-composer", "symfony", "yaml", "symfony/yaml"),
      ("syft:package:type", "rpm", "redhat", "bash", "bash"),
      ("cdx:maven:scope", "test", "acme", "core", "acme:core"),
      ("cdx:npm:package:path", "x", "@acme", "ui", "@acme/ui"),
      ("cdx:gomod:binary:hash", "x", "k8s.io", "api", "k8s.io/api"),
    ]
    for item in cases {
      #expect(typed(item.property, item.value, item.group, item.own) == item.expected, "\(item)")
    }
  }

  @Test func aToolHasOneName() {
    func tool(_ text: String) -> String {
      guard let image = ImageText.read(text).images.first else { return "" }
      return ImageText.shown(image.tool) + " "
        + (image.toolVersion.value.map { String(decoding: $0, as: UTF8.self) } ?? "-")
    }
    func spdx(_ creator: String) -> String {
      #"{"spdxVersion":"SPDX-2.3","creationInfo":{"creators":["Organization: x","Tool: \#(creator)"]},"packages":[]}"#
    }
    #expect(tool(spdx("syft-1.30.0")) == "syft 1.30.0" && tool(spdx("syft-v0.105.0")) == "syft 0.105.0")
    #expect(
      tool(spdx("trivy-0.50.0-rc-1")) == "trivy 0.50.0-rc-1"
        && tool(spdx("Microsoft.SBOMTool-2.2")) == "microsoft.sbomtool 2.2")
    #expect(tool(spdx("apko (canary)")) == "apko -" && tool(spdx("spdx-sbom-generator")) == "spdx-sbom-generator -")
    #expect(
      tool(
        #"{"bomFormat":"CycloneDX","specVersion":"1.4","metadata":{"tools":[{"vendor":"a","name":"Trivy","version":"1"}]},"components":[]}"#
      )
        == "trivy 1")
  }
}
