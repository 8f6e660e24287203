import Foundation
import Glibc
import Testing

@testable import Moat

@Suite struct InputFinderTests {
  @Test func aFolderGivesItsInputsInByteOrder() {
    let tree = TemporaryTree()
    for path in ["b.yaml", "a/z.yml", "a.json", "a/y.json", "a-b.yaml", "Z.yaml", ".hidden/x.yaml", "a/b/c/d.yaml"] {
      tree.file(path)
    }
    for path in ["c.txt", "yaml", "d.yaml.bak", ".git/e.yaml", "a/.git/f.yaml"] { tree.file(path) }
    let expected = [
      ".hidden/x.yaml", "Z.yaml", "a-b.yaml", "a.json", "a/b/c/d.yaml", "a/y.json", "a/z.yml", "b.yaml",
    ]
    #expect(tree.found([""]) == expected)
    #expect(tree.problems([""]) == [])
    #expect(InputFinder().find([tree.root + "//"]).inputs.map { tree.shown($0.path.text) } == expected)
  }

  @Test func aFileIsTakenOnceUnderItsOwnName() {
    let tree = TemporaryTree()
    tree.file("a/x.yaml")
    tree.file("notes.txt")
    tree.link("a/w.yaml", to: "x.yaml")
    #expect(tree.found(["a", "a/x.yaml", "a/../a", "notes.txt", "a/x.yaml"]) == ["a/x.yaml", "notes.txt"])
    // A link that is named is followed, wherever it leads.
    #expect(tree.found(["a/w.yaml"]) == ["a/w.yaml"])
    let both = tree.find(["a", "-", "-"])
    #expect(both.inputs.map(\.isStandardInput) == [true, false])
    #expect(both.inputs.first?.path.text == "<stdin>")
  }

  @Test func oddNamesStayWhatTheyAre() {
    let tree = TemporaryTree()
    let names = [
      "a\nb.yaml", " .yaml", ".yaml", "-.yaml", "*.yaml", "[.yaml", "\u{E9}.yaml", "e\u{301}.yaml", "\\.yaml",
    ]
    for name in names { tree.file("d/" + name) }
    let found = tree.find(["d"]).inputs.map { Array($0.path.bytes.dropFirst(tree.root.utf8.count + 3)) }
    #expect(found.count == names.count)
    #expect(Set(found) == Set(names.map { Array($0.utf8) }))
    #expect(tree.found(["d/*.yaml"]) == ["d/*.yaml"], "a name of its own is no glob")
    // A name that is not UTF-8 is found and read.
    let path = FilePath(Array(tree.path("d/").utf8) + [0xFF] + Array(".yaml".utf8))
    let descriptor = unsafe open(path.cString, O_CREAT | O_WRONLY, 0o644)
    #expect(unsafe write(descriptor, "b: 2", 4) == 4)
    close(descriptor)
    #expect(tree.find(["d"]).inputs.contains { $0.path == path })
    #expect((try? InputReader.read(Input(path: path), limit: 100)) == Array("b: 2".utf8))
  }

  @Test func whatIsNoFileIsAProblem() {
    let tree = TemporaryTree()
    tree.folder("d")
    tree.pipe("d/p.yaml")
    tree.pipe("d/other")
    tree.folder("d/folder.yaml")
    #expect(tree.found(["d"]) == [])
    let pipe = "is a pipe, which is not opened: give it on standard input, as `-`"
    #expect(tree.problems(["d"]) == ["d/p.yaml: " + pipe])
    #expect(tree.problems(["d/other"]) == ["d/other: " + pipe])
    #expect(tree.problems(["nope"]) == ["nope: no such file or folder"])
    #expect(tree.problems(["d/other/x"]) == ["d/other/x: a part of the path is not a folder"])
    #expect(tree.problems(["*.nope"]) == ["*.nope: no input matches this pattern"])
    #expect(InputFinder().find(["/dev/null"]).problems.map(\.message) == ["is a device, which is not opened"])
    #expect(InputFinder().find(["", "a\0b"]).problems.map(\.message) == ["is not a path", "is not a path"])
    let long = String(repeating: "n", count: 5000)
    #expect(InputFinder().find([long]).problems.map(\.message) == ["the path is too long"])
  }

  @Test func linksStayInTheFolder() {
    let tree = TemporaryTree()
    tree.file("d/real/x.yaml")
    tree.file("d/base.txt")
    tree.file("outside/y.yaml")
    tree.link("d/real/up", to: "..")
    tree.link("d/self.yaml", to: "self.yaml")
    tree.link("d/dangling.yaml", to: "nowhere")
    tree.link("d/dangling.txt", to: "nowhere")
    tree.link("d/out", to: "../outside")
    tree.link("d/out.yaml", to: "../outside/y.yaml")
    tree.link("d/out.txt", to: "../outside/y.yaml")
    tree.link("d/again", to: "real")
    tree.link("d/named.yaml", to: "base.txt")
    tree.link("d/pipe.yaml", to: "fifo")
    tree.pipe("d/fifo")
    #expect(tree.found(["d"]) == ["d/named.yaml", "d/real/x.yaml"])
    let outside = "the symbolic link leads outside of the folder, to "
    #expect(
      tree.problems(["d"]) == [
        "d/dangling.yaml: the symbolic link leads to nothing",
        "d/out: \(outside)\(tree.path("outside")), and is not followed",
        "d/out.yaml: \(outside)\(tree.path("outside/y.yaml")), and is not followed",
        "d/pipe.yaml: is a pipe, which is not opened: give it on standard input, as `-`",
        "d/real/up: the symbolic link goes in a circle: it leads to a folder that holds it",
        "d/self.yaml: the symbolic link goes in a circle",
      ])
    #expect(tree.problems(["d/dangling.yaml"]) == ["d/dangling.yaml: the symbolic link leads to nothing"])
    #expect(tree.found(["d/out"]) == ["d/out/y.yaml"], "a folder that is named through a link is walked")
  }

  @Test func twoFoldersThatLinkToEachOtherAreWalkedOnce() {
    let tree = TemporaryTree()
    tree.file("d/a/x.yaml")
    tree.file("d/b/y.yaml")
    tree.link("d/a/b", to: "../b")
    tree.link("d/b/a", to: "../a")
    #expect(tree.found(["d"]) == ["d/a/x.yaml", "d/b/y.yaml"])
    #expect(tree.problems(["d"]) == [])
  }

  /// A mounted ConfigMap: the folder that carries the data is reached by links alone and by its own name.
  @Test func aLinkToAnIgnoredFolderIsFollowed() {
    let tree = TemporaryTree()
    tree.file("d/data/x.yaml")
    tree.file("d/.gitignore", "/data\n")
    tree.link("d/current", to: "data")
    #expect(tree.found(["d"]) == ["d/current/x.yaml"])
  }

  @Test func unreadableThingsAreProblems() {
    let tree = TemporaryTree()
    tree.file("d/locked/x.yaml")
    tree.file("d/secret.yaml")
    tree.file("d/open.yaml")
    unsafe chmod(tree.path("d/locked"), 0)
    unsafe chmod(tree.path("d/secret.yaml"), 0)
    // Root may read all; this thread acts on files as nobody for a moment.
    let isRoot = geteuid() == 0
    if isRoot { Self.actOnFiles(as: 65_534) }
    let found = tree.find(["d"])
    let bytes = Result { try InputReader.read(Input(path: FilePath(tree.path("d/secret.yaml"))), limit: 100) }
    if isRoot { Self.actOnFiles(as: 0) }
    #expect(found.inputs.map { tree.shown($0.path.text) } == ["d/open.yaml", "d/secret.yaml"])
    #expect(found.problems.map { tree.shown($0.path) } == ["d/locked"])
    #expect(found.problems.map(\.message) == ["the folder cannot be read: permission denied"])
    #expect(throws: InputProblem(path: tree.path("d/secret.yaml"), message: "permission denied")) { try bytes.get() }
  }

  /// Calls setfsuid(2), which the Glibc module leaves out: the user whose rights this thread has on files.
  private static func actOnFiles(as user: UInt32) {
    guard let symbol = unsafe dlsym(nil, "setfsuid") else { return }
    let setfsuid = unsafe unsafeBitCast(symbol, to: (@convention(c) (UInt32) -> Int32).self)
    _ = setfsuid(user)
  }

  @Test func aDeepTreeIsWalkedToWherePathsEnd() {
    let tree = TemporaryTree()
    tree.folder("d")
    var descriptor = unsafe open(tree.path("d"), O_RDONLY)
    for level in 0..<2500 {
      if level == 1500 || level == 2400 { close(unsafe openat(descriptor, "x.yaml", O_CREAT | O_WRONLY, 0o644)) }
      _ = unsafe mkdirat(descriptor, "n", 0o755)
      let next = unsafe openat(descriptor, "n", O_RDONLY)
      close(descriptor)
      descriptor = next
    }
    close(descriptor)
    let found = tree.find(["d"])
    #expect(found.inputs.map(\.path.bytes.count) == [tree.root.utf8.count + 2 + 3000 + 7])
    #expect(found.problems.map(\.message) == ["the folder cannot be read: the path is too long"])
  }

  @Test func rulesHoldFromTheRepositoryDown() {
    let tree = TemporaryTree()
    tree.folder(".git")
    tree.file(".gitignore", "gen/\n*.tmp.yaml\n")
    tree.file("a/.gitignore", "!keep.tmp.yaml\n")
    for path in ["a/x.yaml", "a/x.tmp.yaml", "a/keep.tmp.yaml", "a/gen/y.yaml", "gen/z.yaml", "gen/w.tmp.yaml"] {
      tree.file(path)
    }
    tree.file("inner/x.tmp.yaml")
    tree.folder("inner/.git")
    #expect(tree.found([""]) == ["a/keep.tmp.yaml", "a/x.yaml", "inner/x.tmp.yaml"])
    #expect(tree.found(["a"]) == ["a/keep.tmp.yaml", "a/x.yaml"], "the rules above the folder hold in it")
    // What the user names is taken, and so is all that stands in it.
    #expect(tree.found(["gen"]) == ["gen/w.tmp.yaml", "gen/z.yaml"])
    #expect(tree.found(["a/gen", "a/x.tmp.yaml"]) == ["a/gen/y.yaml", "a/x.tmp.yaml"])
  }

  @Test func aFileOfRulesThatCannotBeReadIsTold() {
    let tree = TemporaryTree()
    tree.file("a/x.yaml")
    tree.file("a/.gitignore", String(repeating: "x\n", count: 1 << 20))
    tree.file("b/x.yaml")
    tree.link("b/.gitignore", to: "../rules")
    tree.file("rules", "*.yaml\n")
    tree.file("c/x.yaml")
    tree.pipe("c/.gitignore")
    #expect(tree.found([""]) == ["a/x.yaml", "b/x.yaml", "c/x.yaml"])
    // A link and a pipe hold no rules, as in git; a file that is too large would have held some.
    #expect(tree.problems([""]) == ["a/.gitignore: is not applied: is larger than the limit of 262144 bytes"])
  }

  @Test func globsFindWhatTheyName() {
    let tree = TemporaryTree()
    for path in ["a.yaml", "b.txt", "x/a.yaml", "x/y/a.yaml", "x/y/b.json", "z/a.yaml", "z/skip/a.yaml"] {
      tree.file(path)
    }
    tree.file(".gitignore", "skip\n")
    let cases: [(String, [String])] = [
      ("*.yaml", ["a.yaml"]), ("*.txt", ["b.txt"]),
      ("*", ["a.yaml", "x/a.yaml", "x/y/a.yaml", "x/y/b.json", "z/a.yaml"]),
      ("**/a.yaml", ["a.yaml", "x/a.yaml", "x/y/a.yaml", "z/a.yaml"]),
      ("x/**", ["x/a.yaml", "x/y/a.yaml", "x/y/b.json"]),
      ("?/a.yaml", ["x/a.yaml", "z/a.yaml"]), ("[!x]/*.yaml", ["z/a.yaml"]), ("x/*/b.*", ["x/y/b.json"]),
      ("x*/y", ["x/y/a.yaml", "x/y/b.json"]), ("x/*/", ["x/a.yaml", "x/y/a.yaml", "x/y/b.json"]), ("q/*", []),
      ("[", []),
    ]
    for (glob, expected) in cases {
      #expect(tree.found([glob]) == expected, "\(glob)")
      #expect(tree.problems([glob]).isEmpty == !expected.isEmpty, "\(glob)")
    }
  }

  /// A glob speaks of names: a folder that the walk has passed under its own name counts under that of a link too.
  @Test func globsFindFilesThroughLinks() {
    let tree = TemporaryTree()
    tree.file("real/x.yaml")
    tree.link("again", to: "real")
    tree.link("real/up", to: "../other")
    tree.file("other/y.yaml")
    tree.link("other/down", to: "../real")
    #expect(tree.found(["aga*/*.yaml"]) == ["again/x.yaml"])
    #expect(tree.found(["aga*"]) == ["again/up/y.yaml", "again/x.yaml"])
    #expect(tree.found(["**/*.yaml"]) == ["other/y.yaml", "real/x.yaml"])
    #expect(tree.problems(["*/*/*/*.yaml"]) == [])
  }
}
