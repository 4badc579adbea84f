# Every target sets up what it needs: a .venv with pinned dependencies.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready

.PHONY: run demo test check docs format bench pins clean help

help: ## Show what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

run: $(READY) ## Open shadowlog
	@$(BIN)/shadowlog

demo: $(READY) ## Open shadowlog on the demo, in a folder of its own
	@$(BIN)/shadowlog --workspace .demo demo --if-empty && $(BIN)/shadowlog --workspace .demo

# Every test that starts a program would compile it anew where this is set.
unexport PYTHONDONTWRITEBYTECODE

# Tests wait for processes and terminals more than they compute: two workers a core.
WORKERS ?= $(shell expr 2 \* $$(getconf _NPROCESSORS_ONLN))

test: $(READY) .node/ready ## Run the tests
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(ARGS)

check: $(READY) ## Lint, format, types, import contracts, docs true to the program
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/test_docs.py

docs: $(READY) ## Write what is made from the program: tables of the README, docs/records.md, the schema of briefs
	$(BIN)/python -m tests.test_docs
	$(BIN)/python -m shadowlog.briefs.render.json_types > brief.schema.json.new
	mv brief.schema.json.new shadowlog/briefs/render/brief.schema.json

format: $(READY) ## Put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY) ## Measure, side by side with peers (see benchmarks/README.md)
	$(BIN)/python -m pip install -q -c constraints.txt mistune nh3 sqlite-utils
	$(BIN)/python -m benchmarks $(ARGS)

pins: ## Pin the newest dependencies anew
	rm -rf .venv-pins && $(PYTHON) -m venv .venv-pins
	.venv-pins/bin/python -m pip install -q '.[dev]' hatchling mistune nh3 sqlite-utils
	.venv-pins/bin/python -m pip list --format freeze --exclude shadowlog --exclude pip --exclude setuptools > constraints.txt
	rm -rf .venv-pins

clean: ## Remove what was set up
	rm -rf .venv .venv-pins .node .demo build dist

# What the tests hold briefs against beside Python: without npm or a browser, those tests are left out.
.node/ready: Makefile
	@mkdir -p .node
	@if command -v npm >/dev/null; then \
		echo "Setting up .node (once) …"; \
		npm install --silent --no-save --no-package-lock --no-audit --no-fund --prefix .node axe-core@4.14.1 gray-matter@4.0.3; \
	fi
	@touch $@

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "shadowlog needs Python 3.11 or newer: make PYTHON=python3.12")'
	@test -d .venv || $(PYTHON) -m venv .venv
	@echo "Setting up .venv (once) …"
	@PIP_CONSTRAINT=constraints.txt $(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@
