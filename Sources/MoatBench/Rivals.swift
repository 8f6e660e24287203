/// The peers' times, in seconds; they were taken in other processes of the same run by `rivals.py`.
struct Rivals {
  /// One decision.
  struct Decision {
    var name: String
    var compliant: Double
    var broken: Double
  }

  private(set) var decisions: [Decision] = []
  /// A whole folder of manifests, from start to end.
  private(set) var scans: [(name: String, time: Double)] = []
  /// A whole folder of Dockerfiles.
  private(set) var dockerfiles: [(name: String, time: Double)] = []
  /// Peers that did not run here.
  private(set) var missing: [String] = []

  /// Lines of three columns: name, work, microseconds.
  init(_ text: String) {
    var times: [String: [String: Double]] = [:]
    var names: [String] = []
    for line in text.split(separator: "\n") {
      let columns = line.split(separator: "\t").map(String.init)
      guard columns.count == 3 else { continue }
      if !names.contains(columns[0]) { names.append(columns[0]) }
      if let time = Double(columns[2]) { times[columns[0], default: [:]][columns[1]] = time * 1e-6 }
    }
    for name in names {
      let own = times[name] ?? [:]
      if let scan = own["scan"] {
        scans.append((name, scan))
      } else if let time = own["dockerfiles"] {
        dockerfiles.append((name, time))
      } else if let compliant = own["compliant"], let broken = own["with findings"] {
        decisions.append(Decision(name: name, compliant: compliant, broken: broken))
      } else {
        missing.append(name)
      }
    }
  }
}
