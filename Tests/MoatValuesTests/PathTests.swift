import Testing

@testable import MoatValues

@Suite struct PathTests {
  @Test func containsAtBorders() {
    let cases: [(String, String, Bool?)] = [
      ("/var/log", "/var/log", true), ("/var/log/x", "/var/log", true), ("/var/log/", "/var/log", true),
      ("/var/logs", "/var/log", false), ("/var", "/var/log", false), ("/var/log/../lib", "/var/log", false),
      ("/var/log/../log/x", "/var/log", true), ("/var//log/./x", "/var/log/", true), ("/x", "/", true),
      ("/", "/", true),
      ("/..", "/", true), ("/../etc", "/etc", true), ("/a/../../etc/passwd", "/etc", true), ("etc", "/etc", false),
      ("/etc", "etc", false), ("a/b", "a", true), ("./a/b", "a", true), ("../a", "..", true), ("../../a", "..", false),
      ("../a", "../a", true),
      ("../a/b", "../a", true), ("a/../../b", "../b", true), ("a/..", ".", true), (".", ".", true), ("b", ".", true),
      ("..", ".", false), ("/var/log/..", "/var", true), ("/var/log/...", "/var/log", true), ("", "/", nil),
      ("/", "", nil), ("C:\\a", "C:\\", false), ("/a/b/../../c", "/a", false),
      ("/var/run/docker.sock", "/var/run", true),
    ]
    for (path, base, expected) in cases {
      #expect(Path.contains(path, under: base) == expected, "\(path) under \(base)")
    }
    #expect(Path.equal("/a/./b//c/..", "/a/b") == true)
    #expect(Path.equal("/a", "a") == false)
    #expect(Path.equal("..", "../..") == false)
    #expect(Path.equal("", "") == nil)
  }

  /// Against a plain normalisation from the front.
  @Test func agreesWithAPlainNormalisation() {
    func normal(_ text: String) -> (Bool, [String]) {
      let isAbsolute = text.hasPrefix("/")
      var parts: [String] = []
      for part in text.split(separator: "/") where part != "." {
        if part != ".." {
          parts.append(String(part))
        } else if let last = parts.last, last != ".." {
          parts.removeLast()
        } else if !isAbsolute {
          parts.append("..")
        }
      }
      return (isAbsolute, parts)
    }
    var random = Seeded(3)
    let pieces = ["a", "b", "ab", ".", "..", "", "/"]
    func path() -> String {
      let text = (0..<random.below(7)).map { _ in pieces[random.below(pieces.count)] }.joined(separator: "/")
      return (random.below(2) == 0 ? "/" : "") + text
    }
    var found = 0
    for _ in 0..<20_000 {
      let (a, b) = (path(), path())
      guard !a.isEmpty, !b.isEmpty else { continue }
      let (first, second) = (normal(a), normal(b))
      #expect(Path.equal(a, b) == (first == second), "\(a) \(b)")
      let climbs = { (parts: [String]) in parts.prefix { $0 == ".." }.count }
      let isUnder =
        first.0 == second.0 && climbs(first.1) == climbs(second.1) && first.1.starts(with: second.1)
      #expect(Path.contains(a, under: b) == isUnder, "\(a) under \(b)")
      if isUnder { found += 1 }
    }
    #expect(found > 1000)
  }
}

@Suite struct NetworkTests {
  @Test func parsesAndContains() {
    let cases: [(String, String, Bool)] = [
      ("10.1.2.3", "10.0.0.0/8", true), ("10.0.0.0/8", "10.0.0.0/8", true), ("10.0.0.0/7", "10.0.0.0/8", false),
      ("11.0.0.1", "10.0.0.0/8", false), ("10.9.9.9/8", "10.0.0.0/8", true), ("1.2.3.4", "0.0.0.0/0", true),
      ("::1", "::/0", true), ("::1", "0.0.0.0/0", false), ("2001:db8::5", "2001:db8::/32", true),
      ("2001:db9::5", "2001:db8::/32", false), ("::ffff:1.2.3.4", "::ffff:0:0/96", true),
      ("::ffff:10.0.0.1", "10.0.0.0/8", false), ("fe80::1", "fe80::/10", true),
      ("255.255.255.255", "255.255.255.255/32", true),
    ]
    for (inner, outer, expected) in cases {
      #expect(
        Network.contains(inner, within: outer) == expected, "\(inner) in \(outer)")
    }
    for (a, b) in [
      ("10.1.2.3/8", "10.0.0.0/8"), ("1.2.3.4", "1.2.3.4/32"), ("::1", "0:0:0:0:0:0:0:1/128"),
      ("2001:DB8::", "2001:db8:0:0:0:0:0:0"), ("::1.2.3.4", "::102:304"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
      ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"), ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"),
    ] {
      #expect(Network.equal(a, b) == true, "\(a) \(b)")
    }
    for text in [
      "", "10.0.0", "10.0.0.0.0", "256.0.0.1", "010.0.0.1", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/08", "10.0.0.0/-1",
      "::/129",
      ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::12345", "::g", "fe80::1%eth0",
      ":1",
      "1:", "10.0.0.0 ", "1.2.3.4:80", "::1.2.3", "1.2.3.4::", "/8", "10.0.0.0/8/8", "1:2:3:4:5:6:7:1.2.3.4",
    ] {
      #expect(Network.parse(text) == nil, "\(text)")
    }
  }
}

@Suite struct ResourceLocatorTests {
  @Test func parses() {
    func parts(_ text: String) -> [String]? {
      let bytes = Array(text.utf8)
      guard let url = ResourceLocator.parse(text) else { return nil }
      return [url.scheme, url.userInformation, url.host, url.port, url.path, url.query, url.fragment].map {
        bytes.span.text(of: $0)
      }
    }
    let cases: [(String, [String])] = [
      ("https://example.com", ["https", "", "example.com", "", "", "", ""]),
      ("http://u:p@h.io:8080/a/b?q=1#f", ["http", "u:p", "h.io", "8080", "/a/b", "q=1", "f"]),
      ("https://[::1]:443/", ["https", "", "::1", "443", "/", "", ""]),
      ("file:///etc/passwd", ["file", "", "", "", "/etc/passwd", "", ""]),
      ("https://h?x@y", ["https", "", "h", "", "", "x@y", ""]),
      ("https://a@b@h/", ["https", "a@b", "h", "", "/", "", ""]),
      ("https://h#a?b/c", ["https", "", "h", "", "", "", "a?b/c"]),
      ("git+ssh://h/x%20y", ["git+ssh", "", "h", "", "/x%20y", "", ""]),
      ("https://h:/", ["https", "", "h", "", "/", "", ""]),
    ]
    for (text, expected) in cases { #expect(parts(text) == expected, "\(text)") }
    for text in [
      "", "example.com", "//h/a", "/a", "mailto:a@b", "https:/h", "https://", "1http://h", "http://h:99999/",
      "http://h:x/",
      "http://h /", "http://[::1", "http://[zz]/", "http://[::1]x/", "http://h/%zz", "http://h/%4", "ht tp://h",
      "http://<h>/",
      "://h", "http://h\\@evil/", "http://a\u{0}/",
    ] {
      #expect(ResourceLocator.parse(text) == nil, "\(text)")
    }
  }
}

@Suite struct ResourceNameTests {
  @Test func parsesAndMatches() {
    let name = "arn:aws:iam::123456789012:role/a:b"
    let parsed = ResourceName.parse(name)
    #expect(parsed.map { slice(name, $0.resource) } == "role/a:b")
    #expect(parsed.map { slice(name, $0.account) } == "123456789012")
    #expect(parsed?.region.isEmpty == true)
    for text in ["", "arn", "arn:aws:iam", "arn:aws:iam::1", "arn:aws:iam::1:", "arn::iam::1:x", "ARN:aws:iam::1:x"] {
      #expect(ResourceName.parse(text) == nil, "\(text)")
    }
    let cases: [(String, Bool?)] = [
      ("*", true), ("arn:aws:iam::*:role/*", true), ("arn:*:*:*:*:*", true), ("arn:aws:iam::*:user/*", false),
      ("arn:aws:iam::123456789012:role/a:?", true), ("arn:aws:*", nil), ("arn:aws:iam:*:role/*:x", false), ("x", nil),
      ("arn:aws:s3:::*", false),
    ]
    for (pattern, expected) in cases {
      #expect(ResourceName.matches(pattern, name) == expected, "\(pattern)")
    }
  }
}
