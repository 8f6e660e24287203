import Foundation
import MoatTestSupport
import Testing

/// No output of any command shows the value of a secret.
@Suite struct SecretOutputTests {
  /// Parts of the values below that stand nowhere else.
  private static let secrets = ["Tr0ub4", "z9KqLmW2", "correcthorse"]

  private static let files = [
    "Dockerfile": """
    FROM debian:12
    ARG API_TOKEN=Tr0ub4dor
    ENV DB_PASSWORD=Tr0ub4dor DB_WORD=z9KqLmW2
    LABEL deploy.password="correcthorse"
    RUN docker login -u a --password Tr0ub4dor r.example.org && curl -u bot:z9KqLmW2 https://example.org
    RUN echo root:correcthorse | chpasswd
    RUN PGPASSWORD=correcthorse psql && git clone https://me:Tr0ub4dor@example.org/a && useradd -p Tr0ub4dor bob
    CMD ["serve", "--token", "z9KqLmW2", "--password", "correcthorse"]
    ENV OTHER_PASSWORD=z9KqLmW2

    """,
    "pod.yaml": """
    apiVersion: v1
    kind: Pod
    metadata: {name: p}
    spec:
      containers:
      - name: a
        image: x
        args: ["--password", "correcthorse", "--url=redis://:Tr0ub4dor@cache"]
        env:
        - name: DB_PASSWORD
          value: correcthorse
        - {name: API_TOKEN, value: z9KqLmW2}
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: c}
    data:
      password: correcthorse
      app.yml: |
        db: {user: a, password: Tr0ub4dor}

    """,
    "image.json": """
    [{"Id": "sha256:1111111111111111111111111111111111111111111111111111111111111111", "RepoTags": ["a:1"], "Os": "linux",
      "Architecture": "amd64", "RootFS": {"Type": "layers", "Layers": []},
      "Config": {"Env": ["PGPASSWORD=correcthorse", "API_TOKEN=z9KqLmW2"], "Labels": {"deploy.password": "Tr0ub4dor"}}}]
    """,
    "trivy.json": """
    {"SchemaVersion": 2, "ArtifactName": "a:1", "ArtifactType": "container_image", "Results": [{"Target": "/k", "Class": "secret",
      "Secrets": [{"RuleID": "odd", "Title": "Odd", "Severity": "HIGH", "StartLine": 1, "Match": "it is correcthorse",
      "Code": {"Lines": [{"Number": 1, "Content": "so z9KqLmW2 is", "Highlighted": "and Tr0ub4dor too"}]}}]}]}
    """,
    "secrets.yaml": """
    {apiVersion: aquasecurity.github.io/v1alpha1, kind: ExposedSecretReport, metadata: {name: a}, report: {artifact: {repository: a,
      tag: "1"}, secrets: [{ruleID: odd, severity: HIGH, target: /k, match: it is correcthorse}]}}
    """,
    "p.moat": """
    policy p version "1.0.0"

    rule env-shown {
      severity low
      for env e in container c in workload w where e.value exists
      deny when e.name exists
      message "{e.name} is {e.value}, {c.args} {lower(e.value)}"
      remedy "Not {e.value}."
    }

    rule map-shown {
      severity low
      for configmap m
      require no d in m.data satisfies d.value exists
      message "{d.key} is {d.value}"
    }

    rule variable-shown {
      severity low
      for variable v in instruction i where i.keyword in [ENV, ARG, LABEL]
      deny when v.value exists
      message "{v.name} is {v.value}: {i.text}"
    }

    rule command-shown {
      severity low
      for command c in instruction run in dockerfile
      deny when c.text exists
      message "{c.text} with {c.arguments} and {c.filled}"
    }

    rule image-shown {
      severity low
      for image i
      deny when i.name exists
      message "{i.env} {i.labels} {[(v.value else '') for v in i.variables]}"
    }

    """,
  ]

  private func expectNone(_ arguments: [String], in folder: String) throws {
    let result = try Command.run(arguments, in: folder)
    #expect([0, 1, 3].contains(result.code), "\(arguments): \(result.errors)")
    for text in [result.output, result.errors] {
      for secret in Self.secrets where text.contains(secret) {
        let line = text.split(separator: "\n").first { $0.contains(secret) } ?? ""
        Issue.record("\(arguments) shows \(secret): \(line)")
      }
    }
    #expect((result.output + result.errors).contains("***") || arguments[0] == "rules", "\(arguments)")
  }

  @Test func commandsShowNoSecret() throws {
    let folder = try CheckCommandTests.Folder(Self.files)
    let inputs = ["Dockerfile", "pod.yaml", "image.json", "trivy.json", "secrets.yaml"]
    for format in ["human", "json"] {
      try expectNone(["check", "--format", format, "--policies", "p.moat"] + inputs, in: folder.path)
      try expectNone(["inspect", "--format", format] + inputs, in: folder.path)
    }
    for form in ["sexp", "image-config"] { try expectNone(["inspect", "--as", form, "Dockerfile"], in: folder.path) }
    try expectNone(["inspect", "--as", "tree"] + inputs, in: folder.path)
    let rules = [
      "env-shown", "map-shown", "variable-shown", "command-shown", "image-shown", "secret-arg-env",
      "kubernetes.secret-in-env",
      "secret-in-config-map", "image.secret-env",
    ]
    for rule in rules {
      try expectNone(["explain", rule, "--all", "--policies", "p.moat"] + inputs, in: folder.path)
    }
  }
}

/// Text from inputs is shown without what steers a terminal or hides from the eye.
@Suite struct HostileNameTests {
  /// ESC, C1, bidirectional controls, zero-width characters, separators, a tag character, a filler.
  private static let hostile: [Unicode.Scalar] = [
    "\u{1B}", "\u{9B}", "\u{61C}", "\u{200B}", "\u{200E}", "\u{202E}", "\u{2028}", "\u{2029}", "\u{2066}", "\u{FEFF}",
    "\u{E0041}", "\u{3164}", "\u{7F}",
  ]

  @Test(arguments: hostile.map(\.value)) func eachOutputIsClean(_ value: UInt32) throws {
    let scalar = try #require(Unicode.Scalar(value))
    let bad = "a\(scalar)b"
    let escaped = String(scalar).utf16.map { unit in
      let digits = String(unit, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }.joined()
    let quoted = "a\(escaped)b"
    let folder = try CheckCommandTests.Folder([
      "\(bad).yaml": """
      {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "\(quoted)", "labels": {"\(quoted)": "\(quoted)"}},
       "spec": {"containers": [{"name": "\(quoted)", "image": "\(quoted)", "args": ["\(quoted)"], "\(quoted)": 1,
         "env": [{"name": "\(quoted)", "value": "\(quoted)"}], "securityContext": {"privileged": "\(quoted)"}}]}}
      """,
      "Dockerfile":
        "FROM a\(scalar)b AS s\(scalar)t\nARG A=\(bad)\nENV B=\(bad)\nRUN curl \(bad) | sh\nFOO\(scalar)O x\nCMD [\"\(bad)\"]\n",
      "Good.Dockerfile":
        "FROM alpine:\(bad)\nARG A=\(bad)\nENV B=\(bad)\nLABEL \(bad)=\(bad)\nRUN curl \(bad) | sh\nCMD [\"\(bad)\"]\n",
      "image.json": """
      [{"Id": "sha256:1111111111111111111111111111111111111111111111111111111111111111", "RepoTags": ["\(quoted):1"], "Os": "\(quoted)",
        "Architecture": "amd64", "RootFS": {"Type": "layers", "Layers": ["\(quoted)"]},
        "Config": {"User": "\(quoted)", "Env": ["\(quoted)=\(quoted)"], "Labels": {"\(quoted)": "\(quoted)"}, "Healthcheck": {"Test": "\(quoted)"}}}]
      """,
      "broken.yaml": "a: [\(bad)\n  - b: {{ \(bad)\n",
      "bad.moat": "policy \(bad) version \"1.0.0\"\n\nrule x\(scalar) { severity low }\n",
    ])
    let commands =
      [
        ["inspect", "--as", "tree", "."], ["inspect", "--as", "sexp", "Good.Dockerfile"],
        ["inspect", "--as", "sexp", "Dockerfile"],
        ["inspect", "--as", "image-config", "Good.Dockerfile"], ["inspect", "--as", "image-config", "Dockerfile"],
        ["explain", "dockerfile.exec-form", "--all", "."], ["explain", "kubernetes.privileged", "--all", "."],
        ["explain", "image.root-user", "--all", "."], ["explain", "dockerfile.base-latest", "--all", "."],
        ["check", "--policies", "bad.moat", "."], ["test", "bad.moat"], ["fmt", "--check", "bad.moat"],
      ]
      + ["human", "json"].flatMap { [["check", "--format", $0, "."], ["inspect", "--format", $0, "."]] }
    for command in commands {
      let result = try Command.run(command, in: folder.path)
      #expect(result.code >= 0 && result.code != 4, "\(command)")
      for text in [result.output, result.errors] {
        let shown = text.unicodeScalars.split(separator: "\n").first { $0.contains(scalar) }
        #expect(
          shown == nil,
          "\(command) shows U+\(String(value, radix: 16)): \(shown.map { String($0).debugDescription } ?? "")")
      }
    }
  }
}
