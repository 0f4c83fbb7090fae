# Every command a person needs; `make` alone lists them.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
DATA := $(or $(PARVIS_DATA),var)
PEERS ?= .peers
PACKAGE_FILES := $(shell find parvis -path '*/static/*' -type f 2>/dev/null)
WORKERS ?= 2
# In the order of tests/conftest.py, not by the number of tests in a file.
PYTEST := $(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder
export UV_PYTHON_DOWNLOADS := never
# Tests start hundreds of processes, and a portal several: compiled modules are kept, whatever the machine prefers.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help: ## list these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{sub(/:.*/, "", $$1); printf "  make %-12s %s\n", $$1, $$2}'

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

# Programs of others that read portals, in an environment apart.
.venv/reusers: .venv/bin/uv requirements/reusers.txt
	$(BIN)/uv venv --quiet --clear --python $(BIN)/python $@
	$(BIN)/uv pip install --quiet --require-hashes --python $@/bin/python -r requirements/reusers.txt
	@touch $@

# Catalogues of words, compiled beside their source.
WORDS := $(patsubst %.po,%.mo,$(wildcard parvis/*/locale/*/LC_MESSAGES/*.po))
%.mo: %.po | .venv/.base
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

.PHONY: install
install: .venv/.base $(WORDS) ## make .venv with the parvis command in it

.PHONY: install-dev
install-dev: .venv/.dev $(WORDS) ## the same with what tests and checks need

$(DATA)/.static: .venv/.base $(PACKAGE_FILES)
	@mkdir -p $(DATA)
	$(BIN)/parvis admin collectstatic --noinput --clear --verbosity 0
	@touch $@

.PHONY: migrate
migrate: install ## bring the database up to date
	$(BIN)/parvis migrate --verbosity 0

# Loading the demonstration again changes nothing, and shows its accounts.
.PHONY: run
run: export PARVIS_DEMO := 1
run: export PARVIS_BASE_URL := http://127.0.0.1:$(PORT)
run: install $(DATA)/.static migrate ## install, load the demonstration territory, serve http://127.0.0.1:8000 (PORT=)
	@$(BIN)/parvis demo
	@exec $(BIN)/parvis serve --port $(PORT)

.PHONY: browser
browser:
	@tools/browser
	@tools/mosquitto

.PHONY: test
test: install-dev browser ## all tests, on SQLite (TESTS= to choose, WORKERS= processes)
	$(PYTEST) -m "not prove and not spark" $(TESTS)

# Apart: half a gigabyte of packages, and Java.
.venv/.spark: .venv/.base requirements/spark.txt
	$(BIN)/uv pip install --quiet --require-hashes --python $(BIN)/python -r requirements/spark.txt
	@touch $@

.PHONY: spark
spark: .venv/.spark ## what PARVIS_ENGINE=spark needs, in .venv; Java too when root asks
	@tools/java

.PHONY: test-spark
test-spark: install-dev spark ## the jobs that run on Spark
	$(BIN)/pytest -n 0 -m spark tests/lake

# Apart: counting lines nearly doubles the time of a test.
.PHONY: coverage
coverage: install-dev browser ## the same, and which lines no test runs
	$(PYTEST) -m "not prove and not spark" --cov --cov-report=term:skip-covered $(TESTS)

.PHONY: images
images: install-dev browser ## take the pictures of the README anew
	PARVIS_IMAGES=docs/images $(BIN)/pytest -q -n 0 tests/journeys/test_pictures.py

.PHONY: test-postgresql
test-postgresql: install-dev browser ## all tests that meet a database, on the PostgreSQL of DATABASE_URL or one of its own
	tools/postgresql $(PYTEST) -m "not prove and not once and not spark" $(TESTS)

.PHONY: check
check: install-dev ## style, types, floors, docs, migrations, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m django makemigrations --check --dry-run --settings tests.settings
	$(BIN)/python -m tools.messages check
	$(BIN)/pytest -q tests/docs

.PHONY: prove
prove: install-dev .venv/reusers ## the long proofs (kill -9, hostile files, millions of rows)
	$(BIN)/pytest -m "prove and not spark"

.PHONY: bench
bench: install-dev ## measure, and print what was promised beside
	@for file in $$(grep -l __main__ bench/*.py); do $(BIN)/python "$$file" || exit 1; done

.PHONY: bench-peers
bench-peers: install-dev ## rows measured beside Datasette, tipg and pygeoapi, which go to .peers
	@test -d $(PEERS) || { $(PYTHON) -m venv $(PEERS) && $(PEERS)/bin/pip install --quiet \
		datasette tipg uvicorn pygeoapi geoalchemy2 psycopg2-binary gunicorn; }
	tools/postgresql $(BIN)/python -m bench.peers --peers $(PEERS)

.PHONY: bench-sensorthings
bench-sensorthings: install-dev ## observations taken beside django-ogc-sensorthings, which goes to .peers-sensorthings
	@test -d $(PEERS)-sensorthings || { $(PYTHON) -m venv $(PEERS)-sensorthings && \
		$(PEERS)-sensorthings/bin/pip install --quiet django-ogc-sensorthings==1.2.0 "django<5.3" uvicorn \
		"psycopg[binary,pool]"; }
	$(BIN)/python -m bench.sensorthings --peer $(PEERS)-sensorthings
	FSYNC=on tools/postgresql $(BIN)/python -m bench.sensorthings --peer $(PEERS)-sensorthings

.PHONY: messages
messages: install-dev ## add the sentences that lack English to each room's django.po
	$(BIN)/python -m tools.messages update

.PHONY: format
format: install-dev ## mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: lock
lock: .venv/bin/uv ## rewrite the locked requirements from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml --extra postgresql -o requirements/base.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml --extra postgresql --group dev -c requirements/base.txt -o requirements/dev.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 --group reusers -o requirements/reusers.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml --extra spark -c requirements/base.txt -o requirements/spark.txt
