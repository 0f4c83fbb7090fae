# Every command a person needs; `make` alone lists them.
.DEFAULT_GOAL := help
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
export UV_PYTHON_DOWNLOADS := never

.PHONY: help
help: ## list these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

.venv/bin/uv:
	@$(PYTHON) -m venv .venv 2>/dev/null || { rm -rf .venv; echo "make: Debian needs one package more: apt-get install python3-venv" >&2; exit 1; }
	@$(BIN)/pip install --quiet --disable-pip-version-check uv

.venv/.base: .venv/bin/uv requirements/base.txt pyproject.toml
	$(BIN)/uv pip install --quiet --require-hashes --python $(BIN)/python -r requirements/base.txt
	$(BIN)/uv pip install --quiet --no-deps --python $(BIN)/python --editable .
	@touch $@

.venv/.dev: .venv/.base requirements/dev.txt
	$(BIN)/uv pip install --quiet --require-hashes --python $(BIN)/python -r requirements/dev.txt
	@touch $@

# Catalogues of words, compiled beside their source.
WORDS := $(patsubst %.po,%.mo,$(wildcard parvis/*/locale/*/LC_MESSAGES/*.po))
%.mo: %.po | .venv/.base
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

.PHONY: install
install: .venv/.base $(WORDS) ## make .venv with the parvis command in it

.PHONY: install-dev
install-dev: .venv/.dev $(WORDS) ## the same with what tests and checks need

.PHONY: lock
lock: .venv/bin/uv ## rewrite the locked requirements from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml --extra postgresql -o requirements/base.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml --extra postgresql --group dev -c requirements/base.txt -o requirements/dev.txt
