internal import MoatDocument
internal import MoatValues

/// ConfigMaps and claims: `pkg/apis/core/validation/validation.go`.
let storageChecks: [ObjectCheck] = [
  ObjectCheck("core.ConfigMap", "pkg/apis/core/validation, ValidateConfigMap") { validator, map in
    let keys = Set(validator.children(validator.member(map, .data)).map { validator.arena.node($0).key })
    for entry in validator.children(validator.member(map, .binaryData))
    where keys.contains(validator.arena.node(entry).key) {
      let key = SchemaScalars.bounded(validator.arena.symbols.name(of: validator.arena.node(entry).key))
      validator.report(.conflict, entry, "binaryData", "key \"\(key)\" stands in data too", isKey: true)
    }
  },
  ObjectCheck("core.PersistentVolumeClaim", "pkg/apis/core/validation, ValidatePersistentVolumeClaimSpec") {
    validator, claim in
    // The templates of a StatefulSet are not validated.
    let list = validator.arena.parent(claim)
    let key = list == NodeIndex.none ? Symbol.none : validator.arena.node(list).key
    guard key == Symbol.none || validator.arena.symbols.name(of: key) != templates,
      let spec = validator.member(claim, .spec)
    else { return }
    validator.refuseClaim(spec)
  },
  ObjectCheck("core.PersistentVolumeClaimTemplate", "pkg/apis/core/validation, ValidatePersistentVolumeClaimTemplate") {
    validator, claim in
    if let spec = validator.member(claim, .spec) { validator.refuseClaim(spec) }
  },
]

private let templates = "volumeClaimTemplates"

extension SchemaValidator {
  fileprivate mutating func refuseClaim(_ spec: UInt32) {
    guard arena.node(spec).kind == .object else { return }
    let modes = member(spec, .accessModes)
    if modes == nil || isEmptyList(modes) {
      report(.conflict, modes ?? spec, "accessModes", "is empty, and a claim needs at least one access mode")
    }
    let requests = member(member(spec, .resources), .requests)
    for amount in children(requests) where resourceName(amount) == "storage" {
      guard let value = quantity(amount), Decimal.compare(value, Decimal(mantissa: 0)) <= 0 else { continue }
      report(.invalidNumber, amount, "storage", "is \(written(amount)) and must be above 0")
    }
  }
}
