import Testing

@testable import MoatValues

@Suite struct DocumentGapTests {
  private static let (a, b, c) = (ObjectTypeID(rawValue: 1), ObjectTypeID(rawValue: 2), ObjectTypeID(rawValue: 3))
  private static let (here, there) = (Array("here".utf8), Array("there".utf8))

  private static func gap(_ kinds: DocumentGap.Kinds, _ namespace: [UInt8]? = nil) -> DocumentGap {
    DocumentGap(.part, kinds: kinds, namespace: namespace)
  }

  @Test func theFirstGapThatFitsIsFound() {
    var gaps = DocumentGaps()
    #expect(gaps.first(of: Self.a, in: nil) == nil)
    let list = [
      Self.gap(.only([Self.a]), Self.here), Self.gap(.only([Self.a, Self.b]), Self.there),
      Self.gap(.allBut([Self.a, Self.b]), Self.here), Self.gap(.allBut([Self.a])), Self.gap(.all),
    ]
    for gap in list { gaps.add(gap) }
    let rows: [(kind: ObjectTypeID, namespace: [UInt8]?, first: Int)] = [
      (Self.a, Self.here, 0), (Self.a, Self.there, 1), (Self.a, nil, 0), (Self.b, Self.here, 3),
      (Self.b, Self.there, 1),
      (Self.b, nil, 1), (Self.c, Self.here, 2), (Self.c, Self.there, 3), (Self.c, nil, 2), (Self.a, [], 4),
    ]
    for row in rows {
      #expect(gaps.first(of: row.kind, in: row.namespace) == row.first, "\(row)")
      // The index answers as a look at each does.
      let one = list.firstIndex {
        $0.mayHold(row.kind) && ($0.namespace == nil || row.namespace == nil || $0.namespace == row.namespace)
      }
      #expect(one == row.first, "\(row)")
    }
  }

  @Test func gapsOfOneReachAreCounted() {
    var gaps = DocumentGaps()
    for _ in 0..<1000 { gaps.add(Self.gap(.only([Self.a]))) }
    gaps.add(Self.gap(.only([Self.a]), Self.here))
    #expect(gaps.list.count == 2 && gaps.counts == [1000, 1])
  }
}
