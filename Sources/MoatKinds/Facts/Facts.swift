import MoatDocument
package import MoatValues

/// Computes derived facts, the one implementation for the machine, the explainer and the reference evaluator.
///
/// A fact of a missing value is missing, and of an undetermined value undetermined. A list of parts is a list of nodes;
/// a list with an element that is no object is undetermined as a whole, at that element, so that no rule takes the rest for all.
/// Nothing is allocated but in the scratch memory of the context.
package enum Facts {
  package static func evaluate(_ fact: Fact, of value: Value, in context: EvaluationContext) -> Value {
    if value.tag == .missing || value.tag == .undetermined { return value }
    switch fact {
    case .intOrStringNumber, .intOrStringName, .intOrStringPercent:
      return ValueFacts.intOrString(fact, of: value, in: context)
    case .imageRegistry, .imageRepository, .imageTag, .imageDigest:
      return ImageFacts.evaluate(fact, of: value, in: context)
    case .entryKey, .entryValue:
      return ValueFacts.entry(fact, of: value, in: context)
    case .index:
      return ValueFacts.index(of: value, in: context)
    case .unitName, .unitNamespace:
      // Joins ask for them once a document: they stand in the unit.
      guard value.tag == .node, let unit = unsafe context.documents.unit(value.aux),
        unsafe value.nodeIndex < unit.nodeCount
      else { return .undetermined(.noAnswer) }
      return unsafe fact == .unitName ? unit.name : unit.namespace
    default:
      guard let scope = FactScope(value, in: context) else { return .undetermined(.noAnswer) }
      return evaluate(fact, in: scope, context, ordinal: Int(value.reserved))
    }
  }

  /// The facts of nodes.
  private static func evaluate(
    _ fact: Fact, in scope: FactScope, _ context: EvaluationContext, ordinal: Int
  ) -> Value {
    switch fact {
    case .containerRole: ContainerFacts.role(scope)
    case .containerHandlers: ContainerFacts.handlers(scope)
    case .containerPullPolicy: ContainerFacts.pullPolicy(scope)
    case .containerCommandLine: ContainerFacts.commandLine(scope)
    case .handlerKind: ContainerFacts.handlerKind(scope)
    case .handlerHost: ContainerFacts.handlerHost(scope)
    case .workloadContainers: WorkloadFacts.containers(scope)
    case .workloadReplicas: WorkloadFacts.replicas(scope)
    case .workloadMountsToken: WorkloadFacts.mountsToken(scope, in: context)
    case .volumeType: WorkloadFacts.volumeType(scope)
    case .mountVolume: NameFacts.volume(scope, in: context)
    case .earlierOfName: NameFacts.earlier(by: .name, scope, in: context)
    case .earlierPort: NameFacts.earlier(by: .port, scope, in: context)
    case .earlierContainer: NameFacts.earlierContainer(scope, in: context)
    case .earlierInstruction: NameFacts.earlier(by: .instruction, scope, in: context)
    case .ingressRules: NetworkFacts.ingressRules(scope)
    case .ingressRuleHost: NetworkFacts.ingressRuleHost(scope)
    case .ingressRulePath: NetworkFacts.ingressRulePath(scope)
    case .ingressBackends: IngressFacts.backends(scope)
    case .backendHost: IngressFacts.host(scope)
    case .backendPath: IngressFacts.path(scope)
    case .backendServiceName: IngressFacts.serviceName(scope)
    case .backendPortNumber: IngressFacts.port(scope, as: .int)
    case .backendPortName: IngressFacts.port(scope, as: .string)
    case .networkPolicyTypes: NetworkFacts.policyTypes(scope)
    case .admitsInternet: AddressFacts.admitsInternet(scope)
    case .documentApi: scope.value(scope.document)
    case .apiGroup: DocumentFacts.group(scope)
    case .scaleTargetGroup: DocumentFacts.scaleTargetGroup(scope)
    case .apiRemovedIn, .apiDeprecatedIn, .apiReplacement: DocumentFacts.api(fact, scope)
    case .schemaProblems: DocumentFacts.problems(scope, in: context)
    case .problemKind, .problemField, .problemMessage, .problemSuggestion:
      DocumentFacts.problem(fact, scope, ordinal: ordinal, in: context)
    default: DockerfileFacts.evaluate(fact, scope)
    }
  }
}
