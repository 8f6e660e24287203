import Testing

@testable import MoatValues

@Suite struct ImageReferenceTests {
  private static let sha = "sha256:" + String(repeating: "0123456789abcdef", count: 4)

  /// What a policy sees of a reference: registry, repository, tag, effective tag, digest.
  private func fields(_ text: String) -> [String] {
    let scratch = Scratch()
    let image = scratch.text(text)
    return [
      ImageFields.registry(image, in: scratch), ImageFields.repository(image, in: scratch),
      ImageFields.tag(image, in: scratch),
      ImageFields.effectiveTag(image, in: scratch), ImageFields.digest(image, in: scratch),
    ].map { $0.tag == .string ? $0.text : "\($0.tag)" }
  }

  @Test func normalises() {
    let sha = Self.sha
    let cases: [(String, [String])] = [
      ("nginx", ["docker.io", "library/nginx", "missing", "latest", "missing"]),
      ("nginx:1.25", ["docker.io", "library/nginx", "1.25", "1.25", "missing"]),
      ("docker.io/nginx", ["docker.io", "library/nginx", "missing", "latest", "missing"]),
      ("index.docker.io/library/nginx:1@\(sha)", ["docker.io", "library/nginx", "1", "1", sha]),
      ("bitnami/redis", ["docker.io", "bitnami/redis", "missing", "latest", "missing"]),
      ("registry.k8s.io/pause:3.9", ["registry.k8s.io", "pause", "3.9", "3.9", "missing"]),
      ("localhost/x", ["localhost", "x", "missing", "latest", "missing"]),
      ("localhost:5000/a/b:c", ["localhost:5000", "a/b", "c", "c", "missing"]),
      ("REG:5000/x", ["reg:5000", "x", "missing", "latest", "missing"]),
      ("foo.com:80", ["docker.io", "library/foo.com", "80", "80", "missing"]),
      ("evil.com/docker.io/x", ["evil.com", "docker.io/x", "missing", "latest", "missing"]),
      ("docker.io.evil.com/x", ["docker.io.evil.com", "x", "missing", "latest", "missing"]),
      ("gcr.io/a@\(sha)", ["gcr.io", "a", "missing", "missing", sha]),
      ("[2001:db8::1]:5000/a", ["[2001:db8::1]:5000", "a", "missing", "latest", "missing"]),
      ("a/b__c/d.e-f---g_h:T_1.x-", ["docker.io", "a/b__c/d.e-f---g_h", "T_1.x-", "T_1.x-", "missing"]),
      ("Foo/bar", ["foo", "bar", "missing", "latest", "missing"]),
      ("1.2.3.4/x", ["1.2.3.4", "x", "missing", "latest", "missing"]),
    ]
    for (text, expected) in cases { #expect(fields(text) == expected, "\(text)") }
    let scratch = Scratch()
    #expect(ImageFields.name(scratch.text("nginx:1"), in: scratch).text == "docker.io/library/nginx")
    #expect(ImageFields.name(scratch.text("gcr.io/a"), in: scratch).text == "gcr.io/a")
    #expect(brief(ImageFields.name(scratch.text("!"), in: scratch)) == "?unparsable")
    #expect(ImageFields.tag(.missing, in: scratch).tag == .missing)
  }

  @Test func refuses() {
    let hex = String(repeating: "a", count: 64)
    for text in [
      "", " ", "Nginx", "nginx:", "nginx@", ":tag", "@\(Self.sha)", "nginx:-a", "nginx:.a", "nginx:a b", "a//b", "/a",
      "a/",
      "a/.b", "a/b.", "a..b", "a___b", "a._b", "nginx:" + String(repeating: "t", count: 129), hex, "nginx@sha256:abc",
      "nginx@sha256:" + hex.uppercased(), "nginx@md5:" + hex, "nginx@sha512:" + hex, "https://gcr.io/x", "reg.io:/x",
      "reg.io:5x/x", "-reg.io/x", "reg-.io/x", "r..io/x", "reg.io/X", "nginx:1:2", "{{ .Values.image }}",
      "münchen.de/x",
      "a\nb", "nginx\u{0}", "[::1/x", "reg.io/" + String(repeating: "a", count: 256), "nginx:1@\(Self.sha)@\(Self.sha)",
    ] {
      #expect(ImageReference.parse(text) == nil, "\(text)")
    }
    #expect(ImageReference.parse(("nginx:" + String(repeating: "t", count: 128))) != nil)
    #expect(ImageReference.parse((hex + ":1")) != nil)
  }

  @Test func comparesNormalised() {
    let equal = [
      ("nginx", "docker.io/library/nginx:latest"), ("nginx:latest", "index.docker.io/nginx"),
      ("GCR.io/a", "gcr.io/a:latest"),
      ("library/nginx:1", "nginx:1"), ("nginx@\(Self.sha)", "docker.io/library/nginx@\(Self.sha)"),
    ]
    let different = [
      ("nginx", "nginx:1"), ("nginx", "gcr.io/library/nginx"), ("nginx", "nginx@\(Self.sha)"), ("a/nginx", "nginx"),
      ("gcr.io/a", "gcr.io/b"), ("nginx:1", "nginx:1@\(Self.sha)"), ("nginx:latest@\(Self.sha)", "nginx@\(Self.sha)"),
    ]
    func normalForm(_ text: String) -> ImageReference.NormalForm? { ImageReference.normalForm(Array(text.utf8)) }
    for (a, b) in equal {
      #expect(normalForm(a) == normalForm(b) && normalForm(a) != nil, "\(a) \(b)")
      #expect(ImageReference.equal(a, b) == true, "\(a) \(b)")
      #expect(ImageReference.equal(b, a) == true, "\(a) \(b)")
    }
    for (a, b) in different {
      #expect(normalForm(a) != normalForm(b), "\(a) \(b)")
      #expect(ImageReference.equal(a, b) == false, "\(a) \(b)")
      #expect(ImageReference.equal(b, a) == false, "\(a) \(b)")
    }
    #expect(ImageReference.equal("nginx", "NGINX") == nil && normalForm("NGINX") == nil)
    let form = normalForm("GCR.io/a/b@\(Self.sha)")
    #expect(form?.name == Array("gcr.io/a/b".utf8) && form?.tag == nil && form?.digest == Array(Self.sha.utf8))
  }
}

@Suite struct ImagePrefixTests {
  @Test func matchesAtBorders() {
    let cases: [(String, String, Bool?)] = [
      ("registry.k8s.io/pause:3.9", "registry.k8s.io/", true), ("registry.k8s.io/pause", "registry.k8s.io", true),
      ("registry.k8s.io.evil.com/pause", "registry.k8s.io/", false),
      ("registry.k8s.io.evil.com/p", "registry.k8s.io", false),
      ("gcr.io/distroless/static", "gcr.io/distroless/", true), ("gcr.io/distroless/static", "gcr.io/distroless", true),
      ("gcr.io/distroless", "gcr.io/distroless", true), ("gcr.io/distroless", "gcr.io/distroless/", false),
      ("gcr.io/distroless-evil/x", "gcr.io/distroless", false), ("gcr.io/distro/x", "gcr.io/distroless", false),
      ("nginx", "docker.io/library/", true), ("nginx", "docker.io/", true), ("nginx", "index.docker.io/", true),
      ("nginx:1", "docker.io/library/nginx", true), ("nginx-evil", "docker.io/library/nginx", false),
      ("bitnami/nginx", "docker.io/library/", false), ("library/nginx", "docker.io/library/", true),
      ("docker.io/library/nginx", "index.docker.io/library/", true), ("bitnami/redis", "docker.io/bitnami/", true),
      ("evil.com/docker.io/library/x", "docker.io/", false), ("docker.io.evil.com/x", "docker.io/", false),
      ("evil.com/registry.k8s.io/x", "registry.k8s.io/", false), ("localhost:5000/a", "localhost:5000/", true),
      ("localhost:5000/a", "localhost/", false), ("localhost/a", "localhost:5000/", false),
      ("REGISTRY.k8s.io/a", "registry.K8S.io/", true), ("DOCKER.IO/library/x", "docker.io/", true),
      ("nginx", "docker.io/library/nginx/sub", false), ("nginx", "docker.io/lib/", false), ("Nginx", "docker.io/", nil),
      ("", "docker.io/", nil), ("nginx", "", nil), ("nginx", "nginx", nil), ("gcr.io/a/b/c", "gcr.io/a/b/", true),
      ("gcr.io/a/bc", "gcr.io/a/b", false),
    ]
    for (image, prefix, expected) in cases {
      #expect(ImagePrefix.contains(image, under: prefix) == expected, "\(image) under \(prefix)")
    }
  }

  @Test func validatesLiterals() {
    for text in ["docker.io/", "docker.io", "gcr.io/distroless/", "localhost", "reg:5000/a/b", "docker.io/bitnami/"] {
      #expect(ImagePrefix.problem(text) == nil, "\(text)")
    }
    for text in [
      "", "/", "nginx", "acme/", "gcr.io//", "gcr.io/A/", "gcr.io/a:1", "gcr.io/a@sha256:0", "docker.io/nginx",
      "index.docker.io/nginx", "https://gcr.io/", "gcr.io/a ", "*.gcr.io/", "gcr.io:/",
    ] {
      #expect(ImagePrefix.problem(text) != nil, "\(text)")
    }
  }
}
