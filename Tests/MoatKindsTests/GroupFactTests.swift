import MoatKinds
import MoatValues
import Testing

/// The API group of an object, and of what an autoscaler names.
struct GroupFactTests {
  @Test func theGroupIsTheOneUnderWhichTheServerKeepsAnObject() {
    let rows: [(text: String, expected: [String])] = [
      ("apiVersion: apps/v1\nkind: Deployment", ["apps"]),
      ("apiVersion: extensions/v1beta1\nkind: Deployment", ["apps"]),
      ("apiVersion: extensions/v1beta1\nkind: Ingress", ["networking.k8s.io"]),
      ("apiVersion: v1\nkind: Service", [""]), ("apiVersion: v1\nkind: Event", ["events.k8s.io"]),
      ("apiVersion: example.org/v1\nkind: Farm", ["example.org"]),
      ("apiVersion: v1\nkind: ServiceList\nitems: [{metadata: {name: a}}]", [""]),
      (
        "apiVersion: apps/v1\nkind: DeploymentList\nitems: [{metadata: {name: a}}, {metadata: {name: b}}]",
        ["apps", "apps"]
      ),
    ]
    for row in rows {
      let inputs = Inputs(row.text)
      let found = inputs.units("document").map { inputs.text(inputs.fact(.apiGroup, of: inputs.document($0))) }
      #expect(found == row.expected, "\(row.text)")
    }
  }

  @Test func theGroupOfWhatIsScaled() {
    let rows: [(spec: String, expected: String)] = [
      ("{scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: a}}", "apps"),
      ("{scaleTargetRef: {apiVersion: extensions/v1beta1, kind: Deployment, name: a}}", "apps"),
      ("{scaleTargetRef: {apiVersion: v1, kind: ReplicationController, name: a}}", ""),
      ("{scaleTargetRef: {apiVersion: example.org/v2, kind: Farm, name: a}}", "example.org"),
      ("{scaleTargetRef: {kind: Deployment, name: a}}", "missing"), ("{scaleTargetRef: {apiVersion: ''}}", "missing"),
      ("{scaleTargetRef: {apiVersion: null}}", "missing"), ("{}", "missing"),
      ("{scaleTargetRef: {apiVersion: [apps/v1]}}", "undetermined wrongType"),
      ("{scaleTargetRef: {apiVersion: '{{ v }}'}}", "undetermined template"),
      ("{scaleTargetRef: [1]}", "undetermined wrongType"), ("text", "undetermined wrongType"),
    ]
    for row in rows {
      let inputs = Inputs(
        "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h}\nspec: \(row.spec)")
      let scaler = inputs.document(inputs.units("horizontalpodautoscaler")[0])
      #expect(inputs.text(inputs.fact(.scaleTargetGroup, of: scaler)) == row.expected, "\(row.spec)")
    }
  }
}
