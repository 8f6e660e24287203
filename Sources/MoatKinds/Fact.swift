/// The derived facts: what a kind knows beyond the keys of its documents. `Facts.evaluate` computes them from a value and
/// its unit; each is documented in `docs/language.md` beside its kind.
package enum Fact: UInt16, Hashable, Sendable, CaseIterable {
  /// The place of an element in its list, from 0.
  case index
  /// `app`, `init`, `sidecar` or `ephemeral`.
  case containerRole
  /// All containers of a workload: init, sidecar, app and ephemeral, in source order.
  case workloadContainers
  /// Probes and lifecycle hooks of a container.
  case containerHandlers
  /// The field that holds a handler: `livenessProbe`, `postStart`, ….
  case handlerKind
  case handlerHost
  /// Which one-of field of a volume is set.
  case volumeType
  /// The wanted number of pods: `spec.replicas` where the kind has it, else 1.
  case workloadReplicas
  case workloadMountsToken
  /// The documents of one ingress flattened to one element per host and path.
  case ingressRules
  case ingressRuleHost
  case ingressRulePath
  /// Name of a unit and its effective namespace.
  case unitName
  case unitNamespace
  case documentApi
  /// The Kubernetes version in which the document's API is gone, and what takes its place.
  case apiRemovedIn
  case apiDeprecatedIn
  case apiReplacement
  /// `port.number`, `port.name`, `port.percent` of an IntOrString.
  case intOrStringNumber
  case intOrStringName
  case intOrStringPercent
  /// `image.registry`, `.repository`, `.tag`, `.digest` of an image reference.
  case imageRegistry
  case imageRepository
  case imageTag
  case imageDigest
  /// `key` and `value` of a map's entry.
  case entryKey
  case entryValue
  /// The problems that the schema finds in a document: unknown fields, wrong types, missing required fields.
  case schemaProblems
  /// The kind, field, message and suggestion of one such problem.
  case problemKind
  case problemField
  case problemMessage
  case problemSuggestion
  /// The directions that a network policy is about, with the API's rule for an absent `policyTypes`.
  case networkPolicyTypes
  /// The pull policy of a container: as written, else by the tag of its image.
  case containerPullPolicy
  /// The instructions of a Dockerfile, with what ONBUILD holds behind it; and all of its commands.
  case dockerfileInstructions
  case dockerfileCommands
  /// The stage that is built.
  case dockerfileFinalStage
  /// The instructions of a stage, FROM first, without what ONBUILD holds; those of the stages that it builds on, and its own;
  /// its commands.
  case stageInstructions
  case stageLineage
  case stageCommands
  /// The stage that FROM or `--from` names, or in which an instruction stands.
  case referencedStage
  /// The instruction before this one in its stage.
  case instructionPrevious
  /// The commands that a pipeline joins, the first and the last of them; the pipeline of a command.
  case pipelineCommands
  case pipelineFirst
  case pipelineLast
  case commandPipeline
  /// The words of a container's `command` and `args` with blanks between them.
  case containerCommandLine
  /// The backends of an ingress, that of all other requests included.
  case ingressBackends
  /// The host and the path that lead to a backend, and its service, in the form of any version of the API.
  case backendHost
  case backendPath
  case backendServiceName
  case backendPortNumber
  case backendPortName
  /// The volume that a mount names.
  case mountVolume
  /// The nearest entry before one in its list that has the same name.
  case earlierOfName
  /// The nearest port before one in its list that has the same number and protocol.
  case earlierPort
  /// The nearest container before one in its pod that has the same name.
  case earlierContainer
  /// The nearest instruction before one in its stage that has the same keyword.
  case earlierInstruction
  /// Whether the ranges of a network policy let in all of the internet.
  case admitsInternet
  /// The API group under which the API server keeps an object.
  case apiGroup
  /// The API group of what an autoscaler scales.
  case scaleTargetGroup
}
