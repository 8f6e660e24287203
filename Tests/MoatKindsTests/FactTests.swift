import MoatDocument
import MoatKinds
import MoatValues
import Testing

struct FactTests {
  @Test func containersInSourceOrderWithRoles() {
    let inputs = Inputs(
      """
      apiVersion: v1
      kind: Pod
      spec:
        ephemeralContainers: [{name: e}]
        containers: [{name: a, restartPolicy: Always}, {name: b}]
        initContainers: [{name: i}, {name: s, restartPolicy: Always}, {name: t, restartPolicy: OnFailure}]
      """)
    let found = inputs.containers().map {
      inputs.text(inputs.read("name", of: $0, as: "container")) + ":" + inputs.text(inputs.fact(.containerRole, of: $0))
    }
    #expect(found == ["e:ephemeral", "a:app", "b:app", "i:init", "s:sidecar", "t:init"])
    let indices = inputs.containers().map { inputs.text(inputs.fact(.index, of: $0)) }
    #expect(indices == ["0", "0", "1", "0", "1", "2"])
    let odd = Inputs(
      "apiVersion: v1\nkind: Pod\nspec: {containers: [], initContainers: [{restartPolicy: '{{ x }}'}, {restartPolicy: 7}]}"
    )
    #expect(
      odd.containers().map { odd.text(odd.fact(.containerRole, of: $0)) } == [
        "undetermined template", "undetermined wrongType",
      ])
  }

  @Test func handlers() {
    let cases: [(container: String, expected: String)] = [
      ("", "[]"), ("livenessProbe: {httpGet: {port: 1}}", "livenessProbe:missing"),
      ("livenessProbe: {httpGet: {port: 1, host: h}}", "livenessProbe:h"),
      ("readinessProbe: {tcpSocket: {port: 1, host: t}}", "readinessProbe:t"),
      ("startupProbe: {exec: {command: [x]}}", "startupProbe:missing"),
      ("lifecycle: {preStop: {httpGet: {port: 1, host: a}}, postStart: {exec: {}}}", "preStop:a postStart:missing"),
      ("lifecycle: {stopSignal: SIGTERM}", "[]"), ("livenessProbe: {httpGet: {host: ''}}", "livenessProbe:missing"),
      ("livenessProbe: {httpGet: {host: '{{ h }}'}}", "livenessProbe:undetermined template"),
      ("livenessProbe: {httpGet: text}", "livenessProbe:undetermined wrongType"),
      ("livenessProbe: null, lifecycle: null", "[]"), ("livenessProbe: text", "undetermined wrongType"),
      ("lifecycle: {preStop: [1]}", "undetermined wrongType"),
    ]
    for (container, expected) in cases {
      let inputs = Inputs("apiVersion: v1\nkind: Pod\nspec: {containers: [{name: c, \(container)}]}")
      for value in inputs.containers() {
        let list = inputs.fact(.containerHandlers, of: value)
        let handlers = inputs.elements(list).map {
          inputs.text(inputs.fact(.handlerKind, of: $0)) + ":" + inputs.text(inputs.fact(.handlerHost, of: $0))
        }
        let found = handlers.isEmpty ? inputs.text(list) : handlers.joined(separator: " ")
        #expect(found == expected, "\(container)")
      }
    }
  }

  @Test func pullPolicies() {
    let digest = "sha256:" + String(repeating: "a", count: 64)
    let cases: [(container: String, expected: String)] = [
      ("image: nginx", "Always"), ("image: 'nginx:latest'", "Always"), ("image: 'nginx:1.2'", "IfNotPresent"),
      ("image: 'nginx@\(digest)'", "IfNotPresent"), ("image: 'nginx:latest@\(digest)'", "Always"),
      ("image: nginx, imagePullPolicy: Never", "Never"), ("image: 'x:1', imagePullPolicy: ''", "IfNotPresent"),
      ("image: nginx, imagePullPolicy: Sometimes", "undetermined unknownMember"),
      ("image: nginx, imagePullPolicy: '{{ x }}'", "undetermined template"), ("name: a", "undetermined requiredAbsent"),
      ("image: 'Not An Image'", "undetermined unparsable"), ("image: 'nginx:{{ .tag }}'", "undetermined template"),
      ("image: 7", "undetermined wrongType"),
    ]
    for (container, expected) in cases {
      let inputs = Inputs("apiVersion: v1\nkind: Pod\nspec: {containers: [{\(container)}]}")
      let found = inputs.containers().map { inputs.text(inputs.fact(.containerPullPolicy, of: $0)) }
      #expect(found == [expected], "\(container)")
    }
  }

  @Test func volumeTypes() {
    let cases: [(volume: String, expected: String)] = [
      ("name: v, hostPath: {path: /}", "hostPath"), ("emptyDir: {}, name: v", "emptyDir"), ("name: v", "emptyDir"),
      ("name: v, secret: {secretName: s}", "secret"), ("name: v, hostPath: null", "emptyDir"),
      ("name: v, hostPath: {path: /}, emptyDir: {}", "undetermined noAnswer"),
      // A misspelt type must not pass for an emptyDir.
      ("name: v, hostpath: {path: /}", "undetermined unknownMember"),
    ]
    for (volume, expected) in cases {
      let inputs = Inputs("apiVersion: v1\nkind: Pod\nspec: {containers: [], volumes: [{\(volume)}]}")
      let pod = inputs.document(inputs.units("workload")[0])
      let found = inputs.elements(inputs.read("volumes", of: pod, as: "workload")).map {
        inputs.text(inputs.fact(.volumeType, of: $0))
      }
      #expect(found == [expected], "\(volume)")
    }
  }

  @Test func volumesOfMounts() {
    let cases: [(volumes: String, expected: String)] = [
      ("volumes: [{name: u}, {name: v}]", "node"), ("volumes: [{name: u}]", "missing"), ("volumes: []", "missing"),
      ("volumes: null", "missing"), ("hostPID: true", "missing"), ("volumes: [{name: V}]", "missing"),
      ("volumes: [{name: v}, {name: v}]", "undetermined noAnswer"), ("volumes: 7", "undetermined wrongType"),
      ("volumes: [{name: '{{ x }}'}]", "undetermined template"), ("volumes: [{name: '{{ x }}'}, {name: v}]", "node"),
      ("volumes: [7, {name: v}]", "node"), ("volumes: [7]", "undetermined wrongType"),
      ("volumes: [null]", "undetermined nullElement"), ("volumes: [{emptyDir: {}}]", "missing"),
    ]
    for (volumes, expected) in cases {
      let inputs = Inputs(
        "apiVersion: v1\nkind: Pod\nspec: {\(volumes), containers: [{name: c, volumeMounts: [{name: v, mountPath: /x}]}]}"
      )
      let mounts = inputs.elements(inputs.read("volumeMounts", of: inputs.containers()[0], as: "container"))
      let found = inputs.fact(.mountVolume, of: mounts[0])
      #expect((found.tag == .node ? "node" : inputs.text(found)) == expected, "\(volumes)")
    }
  }

  @Test func earlierEntriesOfOneName() {
    let cases: [(names: [String], expected: [String])] = [
      (["{name: A, value: x}", "{name: B}", "{name: A}", "{name: A}"], ["missing", "missing", "0", "2"]),
      (["{name: A}", "{name: a}"], ["missing", "missing"]),
      (["{name: '{{ x }}'}", "{name: A}"], ["missing", "undetermined template"]),
      (["{name: A}", "{name: '{{ x }}'}", "{name: A}"], ["missing", "undetermined template", "0"]),
      (["{name: A}", "{name: 7}"], ["missing", "undetermined wrongType"]),
      (["{value: x}", "{value: x}"], ["missing", "missing"]),
    ]
    for (names, expected) in cases {
      let inputs = Inputs(
        "apiVersion: v1\nkind: Pod\nspec: {containers: [{name: c, env: [\(names.joined(separator: ", "))]}]}")
      let entries = inputs.elements(inputs.read("env", of: inputs.containers()[0], as: "container"))
      let found = entries.map { entry in
        let earlier = inputs.fact(.earlierOfName, of: entry)
        return inputs.text(earlier.tag == .node ? inputs.fact(.index, of: earlier) : earlier)
      }
      #expect(found == expected, "\(names)")
    }
  }

  @Test func earlierPortsAndContainers() {
    let ports: [(ports: String, expected: [String])] = [
      ("{containerPort: 80}, {containerPort: 80, protocol: TCP}", ["missing", "0"]),
      (
        "{containerPort: 80}, {containerPort: 80, protocol: UDP}, {containerPort: 81}",
        ["missing", "missing", "missing"]
      ),
      ("{containerPort: 80}, {protocol: UDP}", ["missing", "undetermined requiredAbsent"]),
      ("{containerPort: '{{ x }}'}, {containerPort: 80}", ["missing", "undetermined template"]),
      ("{containerPort: 80, protocol: '{{ x }}'}, {containerPort: 80}", ["missing", "undetermined template"]),
    ]
    for (ports, expected) in ports {
      let inputs = Inputs("apiVersion: v1\nkind: Pod\nspec: {containers: [{name: c, ports: [\(ports)]}]}")
      let entries = inputs.elements(inputs.read("ports", of: inputs.containers()[0], as: "container"))
      let found = entries.map { entry in
        let earlier = inputs.fact(.earlierPort, of: entry)
        return inputs.text(earlier.tag == .node ? inputs.fact(.index, of: earlier) : earlier)
      }
      #expect(found == expected, "\(ports)")
    }
    let containers: [(spec: String, expected: [String])] = [
      ("initContainers: [{name: a}, {name: b}], containers: [{name: b}, {name: c}]", ["no", "no", "yes", "no"]),
      ("containers: [{name: b}, {}], ephemeralContainers: [{name: b}, {}]", ["no", "no", "yes", "no"]),
      ("containers: [{name: '{{ x }}'}, {name: a}], initContainers: [{name: a}]", ["no", "unknown", "yes"]),
    ]
    for (spec, expected) in containers {
      let inputs = Inputs("apiVersion: v1\nkind: Pod\nspec: {\(spec)}")
      let found = inputs.containers().map { container in
        let earlier = inputs.fact(.earlierContainer, of: container)
        return earlier.tag == .node ? "yes" : earlier.tag == .missing ? "no" : "unknown"
      }
      #expect(found == expected, "\(spec)")
    }
  }

  @Test func tokens() {
    let account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: runner}\n"
    let cases: [(pod: String, account: String?, isWhole: Bool, expected: String)] = [
      ("", nil, true, "true"), ("automountServiceAccountToken: false", nil, true, "false"),
      ("serviceAccountName: runner", account + "automountServiceAccountToken: false", true, "false"),
      ("serviceAccount: runner", account + "automountServiceAccountToken: false", true, "false"),
      (
        "serviceAccountName: runner, automountServiceAccountToken: true",
        account + "automountServiceAccountToken: false",
        true, "true"
      ),
      ("serviceAccountName: runner", account, true, "true"), ("", nil, false, "undetermined partOfSet"),
      ("serviceAccountName: runner", account + "automountServiceAccountToken: false", false, "false"),
      (
        "serviceAccountName: runner",
        "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: runner, namespace: other}\nautomountServiceAccountToken: false",
        true, "true"
      ),
      ("serviceAccountName: '{{ x }}'", nil, true, "undetermined template"),
      ("automountServiceAccountToken: 'false'", nil, true, "undetermined wrongType"),
    ]
    for (pod, account, isWhole, expected) in cases {
      let text = "apiVersion: v1\nkind: Pod\nspec: {containers: []\(pod.isEmpty ? "" : ", ")\(pod)}"
      let inputs = account.map { Inputs(text, $0, isWhole: isWhole) } ?? Inputs(text, isWhole: isWhole)
      let found = inputs.units("workload").map {
        inputs.text(inputs.fact(.workloadMountsToken, of: inputs.document($0)))
      }
      #expect(found == [expected], "\(pod) | \(account ?? "")")
    }
  }

  @Test func ingressRules() {
    let cases: [(spec: String, expected: String)] = [
      ("rules: [{host: a, http: {paths: [{path: /x}, {path: /y}]}}, {http: {paths: [{path: /z}]}}]", "a/x a/y */z"),
      ("rules: [{host: a}]", "a-"), ("rules: [{host: a, http: {paths: []}}]", "a-"), ("{}", ""), ("rules: null", ""),
      ("rules: [{host: a, http: {paths: [{}]}}]", "a-"), ("rules: {}", "undetermined wrongType"),
      ("rules: [null]", "undetermined nullElement"), ("rules: [{http: {paths: [x]}}]", "undetermined wrongType"),
    ]
    for (spec, expected) in cases {
      let body = spec == "{}" ? "{}" : "{\(spec)}"
      let inputs = Inputs("apiVersion: networking.k8s.io/v1\nkind: Ingress\nspec: \(body)")
      let list = inputs.fact(.ingressRules, of: inputs.document(inputs.units("ingress")[0]))
      let found = inputs.elements(list).map { rule -> String in
        let host = inputs.fact(.ingressRuleHost, of: rule)
        let path = inputs.fact(.ingressRulePath, of: rule)
        return (host.tag == .missing ? "*" : inputs.text(host)) + (path.tag == .missing ? "-" : inputs.text(path))
      }
      let text = list.tag == .undetermined ? inputs.text(list) : found.joined(separator: " ")
      #expect(text == expected, "\(spec)")
    }
  }

  /// The forms of the stable API and of the beta versions.
  @Test func ingressBackends() {
    let cases: [(spec: String, expected: String)] = [
      ("defaultBackend: {service: {name: s, port: {number: 80}}}", "**s:80/-"),
      ("defaultBackend: {service: {name: s, port: {name: web}}}", "**s:-/web"),
      ("backend: {serviceName: s, servicePort: 80}", "**s:80/-"),
      ("backend: {serviceName: s, servicePort: web}", "**s:-/web"),
      ("defaultBackend: {resource: {kind: Bucket}}", "**-:-/-"),
      (
        "defaultBackend: {service: {name: s}}, rules: [{host: h, http: {paths: [{path: /x, backend: {serviceName: t, servicePort: 1}}, {path: /y}]}}]",
        "**s:-/- h/xt:1/-"
      ),
      ("rules: [{http: {paths: [{backend: {service: {name: s}}}]}}]", "**s:-/-"), ("rules: [{host: h}]", ""),
      ("rules: [{http: {paths: [{backend: x}]}}]", "undetermined wrongType"),
      ("defaultBackend: 7", "undetermined wrongType"),
      ("backend: {serviceName: s, servicePort: {}}", "**s:undetermined wrongType/undetermined wrongType"),
      ("defaultBackend: {service: {name: s, port: {number: x}}}", "**s:undetermined wrongType/-"),
    ]
    for (spec, expected) in cases {
      let inputs = Inputs("apiVersion: networking.k8s.io/v1\nkind: Ingress\nspec: {\(spec)}")
      func text(_ fact: Fact, _ value: Value, _ missing: String) -> String {
        let found = inputs.fact(fact, of: value)
        return found.tag == .missing ? missing : inputs.text(found)
      }
      let list = inputs.fact(.ingressBackends, of: inputs.document(inputs.units("ingress")[0]))
      let found = inputs.elements(list).map {
        text(.backendHost, $0, "*") + text(.backendPath, $0, "*") + text(.backendServiceName, $0, "-") + ":"
          + text(.backendPortNumber, $0, "-") + "/" + text(.backendPortName, $0, "-")
      }
      #expect((list.tag == .undetermined ? inputs.text(list) : found.joined(separator: " ")) == expected, "\(spec)")
    }
  }

  /// What the removed version of a document had is no problem; what it never had is.
  @Test func fieldsOfRemovedVersions() {
    func problems(_ text: String) -> Int {
      let inputs = Inputs(text)
      return inputs.elements(inputs.fact(.schemaProblems, of: inputs.document(inputs.units("document")[0]))).count
    }
    let paths = "rules: [{http: {paths: [{backend: {serviceName: s, servicePort: 80}}]}}]"
    let cases: [(text: String, count: Int)] = [
      (
        "{apiVersion: extensions/v1beta1, kind: Ingress, metadata: {name: i}, spec: {backend: {serviceName: s, servicePort: 80}, \(paths)}}",
        0
      ),
      ("{apiVersion: networking.k8s.io/v1beta1, kind: Ingress, metadata: {name: i}, spec: {\(paths)}}", 0),
      (
        "{apiVersion: networking.k8s.io/v1beta1, kind: Ingress, metadata: {name: i}, spec: {rules: [{http: {paths: [{backend: {servicename: s}}]}}]}}",
        1
      ),
      // The stable version never had them, and needs pathType.
      ("{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: i}, spec: {\(paths)}}", 3),
      (
        "{apiVersion: extensions/v1beta1, kind: Deployment, metadata: {name: i}, spec: {rollbackTo: {revision: 1}, template: {spec: {containers: [{name: a}]}}}}",
        0
      ),
    ]
    for (text, count) in cases { #expect(problems(text) == count, "\(text)") }
  }

  @Test func policyTypes() {
    let cases: [(spec: String, expected: String)] = [
      ("{}", "[Ingress]"), ("{policyTypes: []}", "[Ingress]"), ("{policyTypes: [Egress]}", "[Egress]"),
      ("{egress: [{}]}", "[Ingress, Egress]"), ("{egress: []}", "[Ingress]"),
      ("{policyTypes: x}", "undetermined wrongType"),
      ("{egress: x}", "undetermined wrongType"), ("[]", "undetermined wrongType"), ("null", "[Ingress]"),
    ]
    for (spec, expected) in cases {
      let inputs = Inputs("apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nspec: \(spec)")
      let policy = inputs.document(inputs.units("networkpolicy")[0])
      #expect(inputs.text(inputs.fact(.networkPolicyTypes, of: policy)) == expected, "\(spec)")
      let viaAPI = inputs.read("spec.policyTypes", of: policy, as: "NetworkPolicy")
      if spec.hasPrefix("{") { #expect(inputs.text(viaAPI) == expected, "\(spec)") }
    }
  }

  @Test func images() {
    let digest = "sha256:" + String(repeating: "0", count: 64)
    let cases: [(image: String, expected: [String])] = [
      ("nginx", ["docker.io", "library/nginx", "missing", "missing"]),
      ("nginx:1.2", ["docker.io", "library/nginx", "1.2", "missing"]),
      ("localhost:5000/a/b@\(digest)", ["localhost:5000", "a/b", "missing", digest]),
      ("ghcr.io/x/y:z@\(digest)", ["ghcr.io", "x/y", "z", digest]),
      ("Not An Image", Array(repeating: "undetermined unparsable", count: 4)),
      ("{{ .Values.image }}", Array(repeating: "undetermined template", count: 4)),
    ]
    for (image, expected) in cases {
      let inputs = Inputs("apiVersion: v1\nkind: Pod\nspec: {containers: [{image: '\(image)'}]}")
      let node = inputs.read("image", of: inputs.containers()[0], as: "container")
      let facts: [Fact] = [.imageRegistry, .imageRepository, .imageTag, .imageDigest]
      #expect(facts.map { inputs.text(inputs.fact($0, of: node)) } == expected, "\(image)")
      // The same from the text alone, as the machine hands it over.
      guard !image.contains("{{") else { continue }
      let text = inputs.context.scratch.string(image.utf8)
      #expect(facts.map { inputs.text(inputs.fact($0, of: text)) } == expected, "\(image)")
    }
  }

  @Test func numbersOrNames() {
    let inputs = Inputs(
      "apiVersion: v1\nkind: Service\nspec: {ports: [{port: 80}, {port: 81, targetPort: web}, {port: 82, targetPort: 25%}, {port: 83, targetPort: true}]}"
    )
    let service = inputs.document(inputs.units("service")[0])
    let ports = inputs.elements(inputs.read("ports", of: service, as: "service"))
    let facts: [Fact] = [.intOrStringNumber, .intOrStringName, .intOrStringPercent]
    let found = ports.map { port -> String in
      let node = inputs.targetPort(port)
      return facts.map { inputs.text(inputs.fact($0, of: node)) }.joined(separator: ",")
    }
    // A target that is not written is the port itself.
    #expect(
      found == [
        "80,missing,missing", "missing,web,missing", "missing,missing,25",
        "undetermined wrongType,undetermined wrongType,undetermined wrongType",
      ])
  }

  @Test func schemaProblems() {
    let cases: [(text: String, version: String, expected: [String])] = [
      ("apiVersion: v1\nkind: Service\nspec: {ports: [{port: 80}]}", "1.37", []),
      (
        "apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, securityContext: {priviledged: true}}]}", "1.37",
        ["unknown-field priviledged privileged"]
      ),
      (
        "apiVersion: v1\nkind: Pod\nspec: {hostNetwork: 'yes', containers: [{image: x}]}", "1.37",
        ["wrong-type hostNetwork missing", "missing-field name missing"]
      ),
      (
        "apiVersion: v1\nkind: Pod\nspec: {hostUsers: true, containers: [null]}", "1.37",
        ["null-element containers missing"]
      ),
      ("apiVersion: argoproj.io/v1alpha1\nkind: Application\nwhatever: 1", "1.37", []),
    ]
    for (text, version, expected) in cases {
      let inputs = Inputs(text, version: version)
      let list = inputs.fact(.schemaProblems, of: inputs.document(inputs.units("document")[0]))
      let found = inputs.elements(list).map { problem in
        [Fact.problemKind, .problemField, .problemSuggestion].map { inputs.text(inputs.fact($0, of: problem)) }
          .joined(separator: " ")
      }
      #expect(found.sorted() == expected.sorted(), "\(text)")
      for problem in inputs.elements(list) {
        #expect(inputs.fact(.problemMessage, of: problem).tag == .string, "\(text)")
        #expect(problem.tag == .node && problem.nodeIndex != 0, "\(text)")
      }
    }
  }

  @Test func removedAPIs() {
    let cases: [(apiVersion: String, kind: String, expected: [String])] = [
      ("extensions/v1beta1", "Deployment", ["1.16", "apps/v1"]), ("batch/v1beta1", "CronJob", ["1.25", "batch/v1"]),
      ("apps/v1", "Deployment", ["missing", "missing"]), ("policy/v1beta1", "PodSecurityPolicy", ["1.25", "missing"]),
      ("example.org/v1", "Thing", ["missing", "missing"]),
    ]
    for (apiVersion, kind, expected) in cases {
      let inputs = Inputs("apiVersion: \(apiVersion)\nkind: \(kind)\nmetadata: {name: n}")
      let units = inputs.units("document")
      #expect(units.count == 1, "\(apiVersion) \(kind)")
      for unit in units {
        let api = inputs.fact(.documentApi, of: inputs.document(unit))
        let found = [Fact.apiRemovedIn, .apiReplacement].map { inputs.text(inputs.fact($0, of: api)) }
        #expect(found == expected, "\(apiVersion) \(kind)")
      }
    }
  }

  /// Every fact answers for every kind of value, and a fact of nothing is nothing.
  @Test func factsNeverTrap() {
    let inputs = Inputs(
      "apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, image: x, ports: [{containerPort: 1}]}], volumes: [7, null]}",
      "[]")
    var values: [Value] = [
      .bool(true), .int(7), .string("text"), .date(1), Value(tag: .list), Value(tag: .map), Value(tag: .entry),
      .node(0, unit: 0), .node(UInt32.max, unit: 0), .node(3, unit: UInt32.max), .node(UInt32.max, unit: UInt32.max),
    ]
    let arena = inputs.documents.arenas[0]
    values += (0..<arena.nodeCount).map { .node($0, unit: 0) }
    for fact in Fact.allCases {
      #expect(inputs.fact(fact, of: .missing).tag == .missing, "\(fact)")
      #expect(inputs.fact(fact, of: .undetermined(.overflow)).cause == .overflow, "\(fact)")
      for value in values { _ = inputs.fact(fact, of: value) }
    }
  }
}

extension Inputs {
  /// The effective target of a service's port.
  func targetPort(_ port: Value) -> Value {
    let ports = catalogue.partDomain(
      of: catalogue.kinds(named: "port")[0].id, in: catalogue.kinds(named: "service")[0].id)
    return read("targetPort", of: port, type: .object(ports?.part ?? ObjectTypeID(rawValue: 0)))
  }
}
