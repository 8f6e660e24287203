import Testing

@testable import MoatSource

struct SuggestionTests {
  @Test func theNearestNameIsFound() {
    let names = ["privileged", "runAsUser", "runAsNonRoot", "drop", "add", "image"]
    let cases: [(String, String?)] = [
      ("priviledged", "privileged"), ("PRIVILEGED", "privileged"), ("imgae", "image"), ("runAsuser", "runAsUser"),
      ("ad", "add"), ("dorp", "drop"), ("completely-else", nil), ("", nil), ("x", nil), ("imagination", nil),
    ]
    for (name, expected) in cases {
      #expect(Suggestion.nearest(to: name, among: names) == expected, "\(name)")
    }
  }

  @Test func tiesGoToTheFirstInByteOrder() {
    #expect(Suggestion.nearest(to: "cat", among: ["hat", "bat", "rat"]) == "bat")
    #expect(Suggestion.nearest(to: "cat", among: ["rat", "hat", "bat"]) == "bat")
  }

  @Test func distancesCountOneMistakeAsOne() {
    let cases: [(String, String, Int)] = [
      ("", "", 0), ("a", "", 1), ("", "abc", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "abd", 1),
      ("abc", "abcd", 1), ("kitten", "sitting", 3), ("ca", "abc", 3),
    ]
    for (a, b, distance) in cases {
      #expect(Suggestion.editDistance(Array(a.utf8), Array(b.utf8)) == distance, "\(a) \(b)")
      #expect(Suggestion.editDistance(Array(b.utf8), Array(a.utf8)) == distance, "\(b) \(a)")
    }
  }
}
