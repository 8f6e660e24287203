import MoatDocument
import MoatImage
import MoatSource
import MoatTestSupport
import Testing

/// The images of `corpora/image`: documents of the image specification, archives and layouts, SBOMs and reports.
@Suite struct ImageCorpusTests {
  static let folder: String? = Files.above("shared/corpora/image/README.md").map {
    String($0.dropLast("README.md".count))
  }

  private static func arena(_ path: String) -> Arena? {
    Files.read(path).map { JSONReader.read(SourceFile(name: path, bytes: $0), symbols: SymbolTable()) }
  }

  /// Reads a document as the form that it is recognised as; nil if it is not recognised.
  private static func read(_ path: String) -> ImageReading? {
    guard let arena = arena(path), let root = arena.roots.first,
      let form = ImageDocument.recognise(root: root, in: arena)
    else { return nil }
    return ImageDocument.read(root: root, in: arena, as: form)
  }

  private static func layout(_ path: String) -> ImageReading {
    ImageArchive.readLayout(name: path) { file in
      Files.read(path + "/" + String(decoding: file, as: UTF8.self)).map { BufferSource($0) }
    }
  }

  private static func archive(_ path: String) -> ImageReading? {
    Files.read(path).map { ImageArchive.read(BufferSource($0), name: path) }
  }

  @Test(.enabled(if: folder != nil)) func documentsOfTheSpecificationAreValidOrNot() throws {
    let folder = try #require(Self.folder) + "oci-image-spec/"
    let table = try #require(Files.text(folder + "expected.tsv"))
    var counts: [String: Int] = [:]
    for line in table.split(separator: "\n").dropFirst() {
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      let arena = try #require(Self.arena(folder + fields[0]))
      var problems = arena.failures.map { $0.message }
      if let root = arena.roots.first {
        let recognised = ImageDocument.recognise(root: root, in: arena)
        if fields[1] == "backwards_compatibility" {
          // These are checked as what they are.
          let reading = ImageDocument.read(root: root, in: arena, as: try #require(recognised, "\(fields[0])"))
          problems += reading.problems.map { $0.message }
        } else {
          let schema = try #require(OCIValidation.Schema(rawValue: fields[1]), "\(fields[1])")
          problems += OCIValidation.problems(root: root, in: arena, schema: schema).map { $0.message }
        }
      }
      #expect(problems.isEmpty == (fields[2] == "valid"), "\(fields[0]): \(problems) \(fields[3])")
      counts[fields[2], default: 0] += 1
    }
    #expect(counts["valid", default: 0] > 25 && counts["invalid", default: 0] > 25, "\(counts)")
  }

  @Test(.enabled(if: folder != nil)) func examplesOfTheSpecificationAreRead() throws {
    let files = Files.list(try #require(Self.folder) + "oci-image-spec/examples", suffix: ".json")
    #expect(files.count == 13)
    // The second of the manifests is the descriptor of an empty configuration; a descriptor alone is no document.
    for file in files where !file.contains("descriptor") && !file.hasSuffix("manifest-2.json") {
      let reading = try #require(Self.read(file), "\(file)")
      #expect(reading.problems.isEmpty, "\(file): \(reading.problems)")
    }
  }

  @Test(.enabled(if: folder != nil)) func layoutsAreReadOrFail() throws {
    let folder = try #require(Self.folder)
    let fanal = folder + "trivy-fanal/pkg/fanal/test/testdata/"
    let crane = folder + "ggcr/pkg/v1/layout/testdata/"
    let cases: [(String, Int?)] = [
      (fanal + "test.oci", 1), (fanal + "test_image_tag.oci", 1), (fanal + "test_bad_index_json.oci", nil),
      (fanal + "test_invalid_oci_image.oci", nil), (fanal + "test_no_valid_manifests.oci", nil),
      (fanal + "test_index_json_dir.oci", nil), (crane + "test_index_one_image", 1),
      (crane + "test_index_media_type", nil),
      (crane + "test_index", 1), (crane + "test_gc_index", 1),
    ]
    for (path, images) in cases {
      let reading = Self.layout(path)
      if let images {
        #expect(reading.images.count == images, "\(path): \(reading.problems)")
      } else {
        #expect(reading.images.isEmpty && !reading.problems.isEmpty, "\(path)")
      }
    }
    // A tag alone does not name a repository: what the image is called is unknown.
    #expect(Self.layout(fanal + "test_image_tag.oci").images.first?.tags.unknownReason != nil)
    #expect(Self.layout(fanal + "test.oci").problems.isEmpty, "\(Self.layout(fanal + "test.oci").problems)")
    // A descriptor of a type that nobody knows, and a Helm chart, are no images and stand beside them.
    #expect(Self.layout(crane + "test_gc_image_unknown_mediatype").others.count == 1)
    #expect(Self.layout(crane + "test_index_media_type").others.count == 1)
    #expect(Self.layout(crane + "test_index").others.count == 1)
    #expect(Self.layout(crane + "test_index").images.first?.tags.unknownReason != nil)
  }

  @Test(.enabled(if: folder != nil)) func archivesAreReadOrFail() throws {
    let folder = try #require(Self.folder)
    let crane = folder + "ggcr/pkg/v1/tarball/testdata/"
    let cases: [(String, Int)] = [
      (crane + "test_image_1.tar", 1), (crane + "test_image_2.tar", 1), (crane + "test_bundle.tar", 2),
      (crane + "test_link.tar", 2), (crane + "test_load_manifest.tar", 1), (crane + "hello-world-v25.tar", 1),
      (crane + "null_manifest.tar", 0), (crane + "no_manifest.tar", 0), (crane + "content.tar", 0),
      (folder + "dockle/pkg/scanner/testdata/scratch.tar", 1),
      (folder + "dockle/pkg/deckoder/extractor/docker/testdata/symbolic.tar", 1),
      (folder + "dockle/pkg/deckoder/extractor/image/testdata/alpine-310.tar.gz", 1),
      (folder + "trivy-fanal/pkg/fanal/test/testdata/alpine-310.tar.gz", 1),
      (folder + "trivy-fanal/pkg/fanal/test/testdata/alpine-311.tar.gz", 1),
      (folder + "trivy-sbom/pkg/oci/testdata/test.tar.gz", 0),
    ]
    for (path, images) in cases {
      let reading = try #require(Self.archive(path), "\(path)")
      #expect(reading.images.count == images, "\(path): \(reading.problems)")
      #expect(reading.problems.isEmpty == (images > 0), "\(path): \(reading.problems)")
    }
  }

  @Test(.enabled(if: folder != nil)) func billsOfMaterialsLoadOrFail() throws {
    let folder = try #require(Self.folder) + "trivy-sbom/pkg/sbom/"
    var packages = 0
    for format in ["spdx", "cyclonedx"] {
      let happy = Files.list(folder + format + "/testdata/happy", suffix: ".json")
      let sad = Files.list(folder + format + "/testdata/sad", suffix: ".json")
      #expect(happy.count >= 9 && !sad.isEmpty)
      for file in happy {
        let reading = try #require(Self.read(file), "\(file)")
        #expect(reading.images.count == 1, "\(file)")
        // Trivy drops a package whose URL is malformed; here it is known by its name, and the URL is unknown.
        #expect(reading.problems.isEmpty || file.hasSuffix("invalid-purl.json"), "\(file): \(reading.problems)")
        packages += reading.images.first?.packages.value?.count ?? 0
      }
      for file in sad { #expect(Self.read(file)?.problems.isEmpty == false, "\(file)") }
    }
    #expect(packages > 40, "\(packages)")
  }

  @Test(.enabled(if: folder != nil)) func reportsOfTrivyAreRead() throws {
    let files = Files.list(try #require(Self.folder) + "trivy-reports/integration/testdata", suffix: ".json.golden")
    var vulnerabilities = 0
    var histories = 0
    var reports = 0
    for file in files {
      let reading = try #require(Self.read(file), "\(file)")
      // Sections of which no kind tells are named.
      #expect(
        reading.images.count == 1 && reading.problems.allSatisfy { $0.kind == .unread }, "\(file): \(reading.problems)")
      let image = try #require(reading.images.first)
      if image.form == .trivyReport { reports += 1 }
      for vulnerability in image.vulnerabilities.value ?? [] {
        #expect(vulnerability.id.value != nil && vulnerability.severity.value != nil, "\(file)")
        vulnerabilities += 1
      }
      histories += image.history.value?.count ?? 0
    }
    #expect(reports > 60 && vulnerabilities > 100 && histories > 100, "\(reports) \(vulnerabilities) \(histories)")
  }

  @Test(.enabled(if: folder != nil)) func configurationsOfDockleAreRead() throws {
    let files = Files.list(try #require(Self.folder) + "dockle/pkg/assessor/manifest/testdata", suffix: ".json")
    #expect(files.count == 6)
    for file in files {
      let reading = try #require(Self.read(file), "\(file)")
      let image = try #require(reading.images.first)
      // One of them was made by hand: two of its steps have no layer.
      let isConsistent = !file.hasSuffix("multi_add.json")
      #expect(image.form == .config && reading.problems.isEmpty == isConsistent, "\(file): \(reading.problems)")
      for entry in image.history.value ?? [] {
        #expect(
          entry.instruction.value != nil, "\(file): \(String(decoding: entry.createdBy.value ?? [], as: UTF8.self))")
      }
    }
  }

  @Test(.enabled(if: folder != nil)) func attestationsOfBuildKitAreNoImages() throws {
    let folder = try #require(Self.folder) + "buildkit-attestations/"
    let index = try #require(Self.read(folder + "attestation-storage-3.json"))
    #expect(index.images.first?.manifests.map { $0.isAttestation } == [false, true])
    #expect(index.attestations.count == 1 && index.problems.isEmpty, "\(index.problems)")
    let manifest = try #require(Self.read(folder + "attestation-storage-4.json"))
    #expect(manifest.problems.isEmpty, "\(manifest.problems)")
  }
}
