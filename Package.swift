// swift-tools-version: 6.2
import PackageDescription

// The targets stand in the order of the floors: a target may name only targets of the floors
// above its own place in this file. TidyTests holds the imports against this list.

/// `make fuzz` builds everything with the address sanitizer and for libFuzzer, and a program that other builds do not have.
let isFuzzing = Context.environment["MOAT_FUZZ"] != nil

let strict: [SwiftSetting] =
  (isFuzzing ? [.unsafeFlags(["-sanitize=address,fuzzer"])] : []) + [
    .treatAllWarnings(as: .error),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ]

// What is built for people: the addresses of libraries are bound before the first of our instructions and read-only then, and
// no library is looked for beside the executable, where a checkout could have put one (SwiftPM asks the linker for that, and
// `link.sh` leaves it out).
let hardened: [LinkerSetting] = [
  .unsafeFlags(
    [
      "-Xlinker", "-z", "-Xlinker", "relro", "-Xlinker", "-z", "-Xlinker", "now", "-Xclang-linker",
      "--ld-path=\(Context.packageDirectory)/Sources/MoatCLI/link.sh",
    ], .when(platforms: [.linux]))
]

/// One floor of the house: a library target with the strict settings.
func floor(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(of name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.init(stringLiteral: name)] + dependencies, swiftSettings: strict)
}

let package = Package(
  name: "moat",
  products: [
    .executable(name: "moat", targets: ["MoatCLI"]),
    .executable(name: "moat-bench", targets: ["MoatBench"]),
    .library(name: "Moat", targets: ["Moat"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // Floor 0: system libraries and embedded data.
    .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
    .target(name: "CMoatTables", exclude: ["kubernetes.bin"]),

    // Floor 1: what secrets look like; text, places, diagnostics; digests.
    floor("MoatSecrets"),
    floor("MoatSource", ["MoatSecrets"]),
    floor("MoatDigest", ["CSodium"]),

    // Floor 2: what stands in a policy; what stands in a document.
    floor("MoatSyntax", ["MoatSource"]),
    floor("MoatDocument", ["MoatSource", "CLibYAML"]),

    // What stands in a Dockerfile and in the commands of its RUN instructions.
    floor("MoatDockerfile", ["MoatSource"]),
    floor("MoatShell", ["MoatSource"]),

    // What stands in the metadata of an image, alone or in an archive.
    floor("MoatImage", ["MoatSecrets", "MoatSource", "MoatDigest", "MoatDocument", "CZlib"]),

    // Floor 3: types, values, and the domain values (quantity, version, image reference, regex).
    floor("MoatValues", ["MoatSecrets", "MoatSource", "MoatDocument", "CPCRE2"]),

    // Floor 4: what the documents mean.
    floor(
      "MoatKinds",
      ["MoatSource", "MoatDocument", "MoatDockerfile", "MoatShell", "MoatImage", "MoatValues", "CMoatTables"]),

    // Floor 5: the machine; what a policy means.
    floor("MoatRuntime", ["MoatSource", "MoatDocument", "MoatValues", "MoatKinds"]),
    floor("MoatSemantics", ["MoatSource", "MoatSyntax", "MoatValues", "MoatKinds"]),

    // Floor 6: the program of a policy.
    floor(
      "MoatCompiler",
      ["MoatSource", "MoatDocument", "MoatSyntax", "MoatValues", "MoatKinds", "MoatSemantics", "MoatRuntime"]),

    // Floor 6, beside it: why a subject did not pass.
    floor(
      "MoatExplainer",
      ["MoatSource", "MoatDocument", "MoatSyntax", "MoatValues", "MoatKinds", "MoatSemantics"]),

    // Floor 7: the library: policies and inputs meet, findings come out.
    .target(name: "PolicyLibrary", plugins: ["EmbedPolicies"]),
    floor(
      "Moat",
      [
        "MoatSecrets", "MoatSource", "MoatDigest", "MoatDocument", "MoatImage", "MoatSyntax", "MoatDockerfile",
        "MoatValues", "MoatKinds", "MoatRuntime", "MoatSemantics", "MoatCompiler", "MoatExplainer", "PolicyLibrary",
      ]),

    // Floor 8: what people and programs read.
    floor("MoatReport", ["MoatSource", "MoatDockerfile", "Moat"]),

    // Floor 9: commands.
    .executableTarget(
      name: "MoatCLI",
      dependencies: [
        "MoatSource", "Moat", "MoatReport", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      exclude: ["link.sh"], swiftSettings: strict, linkerSettings: hardened),

    // What is fast and how fast: `make bench`.
    .executableTarget(
      name: "MoatBench",
      dependencies: [
        "MoatSource", "MoatSyntax", "MoatDocument", "MoatValues", "MoatKinds", "MoatSemantics", "MoatRuntime",
        "MoatCompiler", "MoatExplainer", "Moat", "CLibYAML",
      ],
      exclude: ["rivals.py", "start_time.py"], swiftSettings: strict, linkerSettings: hardened),

    // Build tools.
    .executableTarget(name: "EmbedPoliciesTool"),
    .plugin(
      name: "EmbedPolicies", capability: .buildTool(), dependencies: ["EmbedPoliciesTool"],
      path: "Sources/EmbedPolicies"),

    // Test support: a third evaluator, seeded generators, marked texts.
    floor("MoatTestSupport", ["MoatSource", "MoatDigest", "MoatDocument", "MoatSyntax", "CZlib"]),
    floor("MoatReference", ["MoatSource", "MoatSyntax", "MoatDocument", "MoatValues", "MoatKinds", "MoatSemantics"]),

    tests(of: "MoatSecrets"),
    tests(of: "MoatSource", ["MoatTestSupport"]),
    tests(of: "MoatDigest"),
    tests(of: "MoatSyntax", ["MoatSource", "MoatTestSupport"]),
    tests(of: "MoatDocument", ["MoatSource", "MoatTestSupport"]),
    tests(of: "MoatDockerfile", ["MoatSource", "MoatDocument", "MoatTestSupport"]),
    tests(of: "MoatShell", ["MoatSource", "MoatTestSupport"]),
    tests(of: "MoatImage", ["MoatSource", "MoatDocument", "MoatTestSupport"]),
    tests(of: "MoatValues", ["MoatSource", "MoatDocument", "MoatTestSupport"]),
    tests(
      of: "MoatKinds",
      ["MoatSource", "MoatDocument", "MoatDockerfile", "MoatImage", "MoatValues", "MoatTestSupport"]),
    tests(of: "MoatRuntime", ["MoatSource", "MoatDocument", "MoatValues", "MoatTestSupport"]),
    tests(
      of: "MoatSemantics",
      ["MoatSource", "MoatDocument", "MoatSyntax", "MoatValues", "MoatKinds", "MoatTestSupport"]),
    tests(
      of: "MoatCompiler",
      [
        "MoatSource", "MoatDocument", "MoatSyntax", "MoatValues", "MoatKinds", "MoatSemantics", "MoatRuntime",
        "MoatTestSupport",
      ]),
    tests(
      of: "MoatExplainer",
      ["MoatSource", "MoatDocument", "MoatSyntax", "MoatValues", "MoatKinds", "MoatSemantics", "MoatTestSupport"]),
    tests(
      of: "Moat",
      [
        "MoatSource", "MoatDocument", "MoatDockerfile", "MoatValues", "MoatKinds", "MoatSemantics", "MoatReport",
        "MoatTestSupport",
      ]),
    tests(of: "MoatReport", ["MoatSource", "Moat", "MoatTestSupport"]),
    .testTarget(
      name: "DifferentialTests",
      dependencies: [
        "MoatSource", "MoatDocument", "MoatSyntax", "MoatImage", "MoatValues", "MoatKinds", "MoatSemantics",
        "MoatRuntime",
        "MoatCompiler", "MoatExplainer", "Moat", "MoatReference", "MoatTestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ConformanceTests",
      dependencies: [
        "MoatSource", "MoatSyntax", "MoatDocument", "MoatImage", "MoatValues", "MoatKinds", "MoatSemantics",
        "MoatRuntime", "MoatCompiler", "Moat", "MoatReport", "MoatTestSupport", "PolicyLibrary",
      ],
      exclude: ["hadolint-verdicts.tsv", "make_hadolint_verdicts.py"], swiftSettings: strict),
    .testTarget(name: "CommandTests", dependencies: ["MoatCLI", "MoatTestSupport"], swiftSettings: strict),
    .testTarget(name: "TidyTests", dependencies: ["MoatTestSupport"], swiftSettings: strict),
  ]
)

if isFuzzing {
  package.targets.append(.systemLibrary(name: "CLibFuzzer"))
  package.targets.append(
    .executableTarget(
      name: "MoatFuzz",
      dependencies: [
        "MoatSource", "MoatDocument", "MoatSyntax", "MoatDockerfile", "MoatShell", "MoatImage", "MoatKinds",
        "MoatRuntime",
        "Moat", "MoatReport", "MoatTestSupport", "CLibFuzzer",
      ],
      exclude: ["run_fuzzers.py"], swiftSettings: strict,
      linkerSettings: [.unsafeFlags(["-sanitize=address,fuzzer", "-use-ld=lld"])]))
  package.products.append(.executable(name: "moat-fuzz", targets: ["MoatFuzz"]))
}
