import MoatDocument
import MoatValues

/// How policies are held against inputs. What a run knows besides its inputs stands here and nowhere else: nothing is
/// read from the clock or the environment.
public struct CheckOptions: Sendable {
  /// Whether the documents of the run are all that there are. Over a part, a join that finds nothing knows nothing.
  public enum DocumentSetExtent: String, Sendable, Hashable, CaseIterable {
    case whole
    case part
  }

  /// The bounds of one input, against those that are made to exhaust a machine.
  public struct InputLimits: Sendable, Hashable {
    /// Bytes of one input.
    public var bytes: Int
    /// Nesting of lists and objects.
    public var depth: Int
    /// Values of one input.
    public var nodes: Int
    /// Values that aliases and merge keys of YAML may copy in one input.
    public var aliasNodes: Int
    /// Bytes of one key.
    public var keyBytes: Int

    public init() {
      let limits = Limits()
      bytes = limits.bytes
      depth = limits.depth
      nodes = limits.nodes
      aliasNodes = limits.aliasNodes
      keyBytes = limits.keyBytes
    }

    var limits: Limits {
      var limits = Limits()
      // Spans and nodes are numbered in 32 bits.
      limits.bytes = min(max(bytes, 0), Int(UInt32.max) - 1)
      limits.depth = max(depth, 1)
      limits.nodes = min(max(nodes, 1), Int(UInt32.max) - 1)
      limits.aliasNodes = max(aliasNodes, 0)
      limits.keyBytes = max(keyBytes, 0)
      return limits
    }
  }

  /// How far a run is.
  public struct Progress: Sendable, Hashable {
    public enum Stage: Sendable, Hashable {
      /// Reading inputs.
      case reading
      /// Holding the rules against the documents; counted in steps of some documents.
      case checking
    }

    public var stage: Stage
    public var done: Int
    public var total: Int

    static func report(_ options: CheckOptions, _ stage: Stage, of total: Int) -> (@Sendable (Int) -> Void)? {
      guard let progress = options.progress else { return nil }
      return { done in progress(Progress(stage: stage, done: done, total: total)) }
    }
  }

  /// `YYYY-MM-DD`, UTC: the day by which rules take effect and waivers end.
  public var today: String
  /// Major and minor version of the cluster, such as `1.31`; nil for the newest that Moat knows.
  public var kubernetesVersion: String?
  /// The namespace of a document that names none.
  public var namespace = "default"
  /// Registries that are mirrors, by what they mirror: `docker.io` under `mirror.acme.io/hub`. An image is the same by either name.
  public var mirrors: [String: String] = [:]
  /// Nil: whole, unless an input cannot be read or files are named one by one.
  public var extent: DocumentSetExtent?
  /// Names of profiles: their rules run, with their params and severities. None: every rule. A bare name, as `recommended`,
  /// means every profile of that name.
  public var profiles: [String] = []
  /// Values of params, as the language writes them, by `rule.param`.
  public var parameters: [String: String] = [:]
  /// JSON or YAML files that hold data sets, by the full or an unambiguous short name of the set.
  public var dataFiles: [String: String] = [:]
  /// A document that no schema and no shape covers is a finding.
  public var strictKinds = false
  /// A rule whose subject matched nothing in the whole run is a finding.
  public var requiresApplicable = false
  /// Comments in Dockerfiles may accept findings; otherwise they are without effect, and the report names them.
  public var honoursInlineIgnores = true
  /// Objects that the inputs have several times with the same content are looked at each time, as `moat inspect` does.
  var keepsCopies = false
  /// How Dockerfiles are built.
  public var build = Build()
  /// How many workers there are.
  public var jobs = 1
  public var limits = InputLimits()
  /// How many findings of a document and of an input are listed.
  public var findingLimits = FindingLimits()
  /// Called now and then, from any thread.
  public var progress: (@Sendable (Progress) -> Void)?

  public init(today: String) { self.today = today }

  /// The day of a moment, UTC, as `today` takes it.
  public static func day(secondsSince1970 seconds: Int) -> String {
    CalendarDate.render(Int64(seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400))
  }
}
