import Testing

@testable import MoatImage

/// What VEX says, in OpenVEX and in CSAF, and the names of its products.
@Suite struct StatementTests {
  private func shown(_ statement: ExploitStatement) -> String {
    func names(_ identity: ProductIdentity) -> String {
      (identity.urls.map { String(decoding: $0.name, as: UTF8.self) }
        + identity.digests.map { String(decoding: $0.prefix(10), as: UTF8.self) }
        + identity.names.map { String(decoding: $0, as: UTF8.self) }).sorted().joined(separator: "+")
    }
    let products = statement.products.map { product in
      names(product.identity)
        + (product.components.isEmpty ? "" : "(\(product.components.map(names).joined(separator: ",")))")
    }
    let ids = statement.ids.map { String(decoding: $0, as: UTF8.self) }.sorted().joined(separator: ",")
    return "\(ids) \(statement.status) \(products.joined(separator: " ")) \(statement.time ?? -1)"
  }

  private static let digest = String(repeating: "a", count: 64)

  @Test func openVEX() {
    let reading = ImageText.read(
      """
      {"@context":"https://openvex.dev/ns/v0.2.0","@id":"x","timestamp":"1970-01-03T00:00:01Z","statements":[
       {"vulnerability":{"@id":"https://nvd.nist.gov/vuln/detail/CVE-1","name":"CVE-1","aliases":["GHSA-1"]},
        "products":[{"@id":"pkg:oci/web@sha256%3Aabc","subcomponents":[{"@id":"pkg:deb/debian/a@1"}]}],"status":"not_affected",
        "justification":"component_not_present"},
       {"vulnerability":"CVE-2","products":["pkg:npm/b@2"],"status":"fixed","timestamp":"1970-01-04T00:00:00Z"},
       {"vulnerability":"CVE-3","products":[{"@id":"web:1","hashes":{"sha-256":"\(Self.digest)"}}],"status":"under_investigation"},
       {"vulnerability":"CVE-4","products":["pkg:oci/w"],"subcomponents":["pkg:npm/c@1"],"status":"affected"},
       {"vulnerability":"CVE-5","products":[],"status":"maybe"},{"products":[],"status":"fixed"},3]}
      """)
    #expect(reading.images.isEmpty && reading.isOfStatements && !reading.mayLackImages)
    #expect(
      reading.statements.map(shown) == [
        "CVE-1,GHSA-1,https://nvd.nist.gov/vuln/detail/CVE-1 notAffected web(a) 172801", "CVE-2 resolved b 259200",
        "CVE-3 open sha256:aaa+web:1 172801", "CVE-4 open w(c) 172801", "CVE-5 open  172801", " void  172801",
      ])
    // Without a status, a product or a vulnerability, and an element that is not a statement: each once.
    #expect(reading.problems.count == 4)
    #expect(reading.problems.contains { $0.message.contains("2 statements of this document") })
  }

  @Test func csaf() {
    let reading = ImageText.read(
      """
      {"document":{"csaf_version":"2.0","category":"csaf_vex",
        "tracking":{"status":"final","current_release_date":"1970-01-03T00:00:00Z"}},
       "product_tree":{"branches":[{"branches":[{"product":{"product_id":"A","name":"web",
          "product_identification_helper":{"purl":"pkg:oci/web@sha256%3Aabc"}}}]}],
        "full_product_names":[{"product_id":"B","name":"lib","product_identification_helper":{"purl":"pkg:deb/debian/b@1",
          "hashes":[{"file_hashes":[{"algorithm":"sha256","value":"\(Self.digest)"}]}]}}],
        "relationships":[{"product_reference":"B","relates_to_product_reference":"A","full_product_name":{"product_id":"A:B","name":"x"}}]},
       "vulnerabilities":[
        {"cve":"CVE-1","ids":[{"text":"G-1"}],"product_status":{"known_not_affected":["A:B"],"fixed":["A"]},
         "flags":[{"label":"component_not_present","product_ids":["A:B"]}]},
        {"cve":"CVE-2","product_status":{"known_affected":["B"],"under_investigation":["B"],"recommended":["A"]}}]}
      """)
    #expect(reading.problems == [])
    #expect(
      reading.statements.map(shown) == [
        "CVE-1,G-1 notAffected web+web(b+lib+sha256:aaa) 172800", "CVE-1,G-1 resolved web+web 172800",
        "CVE-2 open b+lib+sha256:aaa 172800", "CVE-2 open b+lib+sha256:aaa 172800",
      ])
    let other = ImageText.read(#"{"document":{"csaf_version":"3.0"}}"#)
    #expect(other.problems.first?.message.contains("CSAF 2") == true)
  }

  @Test func packageURLs() {
    let cases: [(String, String?)] = [
      ("pkg:deb/debian/a@1%2B2?arch=amd64#sub", "deb debian a 1+2 [arch=amd64]"), ("pkg:npm/%40x/y@1", "npm @x y 1 []"),
      ("pkg:npm/@x/y@1", "npm @x y 1 []"), ("pkg:NPM/y", "npm  y - []"),
      ("pkg:golang/a.b/c/d@v1", "golang a.b/c d v1 []"),
      ("pkg:oci/w@sha256%3Aab?repository_url=r.example.org%2Fw", "oci  w sha256:ab [repository_url=r.example.org/w]"),
      ("npm/y", nil), ("pkg:npm", nil),
    ]
    for (text, expected) in cases {
      let url = PackageURL(Array(text.utf8))
      let found = url.map { url in
        func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
        let qualifiers = url.qualifiers.map { "\(text($0.key))=\(text($0.value))" }.sorted().joined(separator: "&")
        return
          "\(text(url.type)) \(text(url.namespaceText)) \(text(url.name)) \(url.version.map(text) ?? "-") [\(qualifiers)]"
      }
      #expect(found == expected, "\(text)")
    }
  }
}
