# Everything runs in .venv, which each target sets up by itself: the first time it takes a minute or two, then nothing.
#   make run         the first experiment           make run ARGS="experiment=NAME years=20"
#   make app         the page in the browser         make app ARGS="port=8000 language=en open=false"
#   make test        the quick tests                make test ARGS="-k region"
#   make test-all    lint, types and every test     make test-all PYTHON=/path/to/python3.12
#   make docs        the generated parts of the documentation, and all of it as a site in site/
#   make hooks       the checks before each commit   make check: the same, now
#   make viz         the Mesa model in SolaraViz, in an environment of its own, .venv-viz
#   make test-ends   the tools we work with, oldest and newest, each in an environment under .venv-ends
#                    make test-ends PYTHON="/path/to/python3.11 /path/to/python3.12"

SHELL := /bin/sh
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet install
LOCK := uv pip compile --universal --generate-hashes --no-header --quiet --fork-strategy

# The first of these that really runs, is new enough and can make a virtual environment.
PYTHON ?= python3.13 python3.12 python3.11 python3
FOUND = $(shell for p in $(PYTHON); do \
	"$$p" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo "$$p"; break; }; done)
NO_PYTHON = Kraftsamling needs Python 3.11 or newer with venv and ensurepip (Debian and Ubuntu: apt-get install python3-venv)

# The stamps carry the folder's fingerprint, since a virtual environment does not survive a move.
HERE := $(shell pwd | cksum | cut -d ' ' -f 1)
RUN := .venv/run-$(HERE)
DEV := .venv/dev-$(HERE)
VIZ := .venv-viz/viz-$(HERE)
DOCS := .venv-docs/docs-$(HERE)
AUDIT := .venv-audit/audit-$(HERE)
SITE := $(CURDIR)/site
PAGE := tools/page/node_modules/page-$(HERE)

VIZ_PIP := .venv-viz/bin/python -m pip --disable-pip-version-check --no-input --quiet install
DOCS_PIP := .venv-docs/bin/python -m pip --disable-pip-version-check --no-input --quiet install

# npm finds Node in .venv, where a wheel carries it, so that the machine needs none of its own.
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix tools/page --no-audit --no-fund --no-update-notifier

.PHONY: run app viz test test-all test-ends check hooks lint lint-page types laid-out format bench bench-app audit docs docs-site worlds \
	screening scale measures baseline lock clean

run: $(RUN)
	$(BIN)/kraftsamling $(ARGS)

app: $(RUN)
	$(BIN)/kraftsamling app $(ARGS)

viz: $(VIZ)
	SOLARA_TELEMETRY_MIXPANEL_ENABLE=false .venv-viz/bin/solara run --production examples/watch_region.py $(ARGS)

test: $(DEV)
	$(BIN)/python -m pytest -n auto --dist loadfile -m "not slow and not browser" $(ARGS)

# A file's tests stay with one process, since they share runs. Coverage is of the quick tests and is held to no limit: it adds some two fifths to the time of what it traces, and next
# to nothing from Python 3.12 on, which tells of lines by itself.
test-all: check
	COVERAGE_CORE=$$($(BIN)/python -c "import sys; print('sysmon' if sys.version_info >= (3, 12) else 'ctrace')") \
	$(BIN)/python -m pytest -n auto --dist loadfile -m "not slow and not browser" --cov --cov-report=term:skip-covered
	$(BIN)/python -m pytest -n auto --dist loadfile -m "slow or browser"
	@$(MAKE) --no-print-directory test-ends

test-ends:
	$(if $(FOUND),,$(error $(NO_PYTHON)))
	@"$(FOUND)" -m tests.ends $(PYTHON)

# Lint and types, as the hooks of .pre-commit-config.yaml name them.
check: $(DEV)
	$(BIN)/pre-commit run --all-files

hooks: $(DEV)
	$(BIN)/pre-commit install

lint: $(DEV) lint-page
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# The page's modules: Prettier, ESLint and the types of their JSDoc.
lint-page: $(PAGE)
	@$(NPM) run --silent lint

types: $(DEV) laid-out
	$(BIN)/python -m mypy

# The package as an installed copy lays it out, in links, for those that read it without importing it.
laid-out:
	@rm -rf .types && mkdir -p .types/kraftsamling
	@ln -s $(foreach part,model experiments analysis app,../../$(part)) $(addprefix ../../,$(wildcard kraftsamling/*.py)) .types/kraftsamling

format: $(DEV) $(PAGE)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	@$(NPM) run --silent format

bench: $(RUN)
	$(BIN)/python -m tools.benchmark $(ARGS)

# In Chromium, where there is one.
bench-app: $(DEV)
	$(BIN)/python -m tools.benchmark_app $(ARGS)

# Known weaknesses of what the locks name; asks the index, so it needs the network and is no part of `make check`.
audit: $(AUDIT)
	@for lock in requirements*.lock; do \
		.venv-audit/bin/pip-audit --disable-pip --require-hashes --requirement $$lock || exit 1; done

docs: $(RUN) $(DOCS)
	$(BIN)/python -m tools.docs
	@$(MAKE) --no-print-directory docs-site

# Strict: a link that leads nowhere fails. Reading it needs no network.
docs-site: $(DOCS) laid-out
	NO_MKDOCS_2_WARNING=1 .venv-docs/bin/mkdocs build --quiet --strict --config-file tools/site/mkdocs.yml --site-dir $(SITE)

# After a change of the model's numbers: filter the stored sample again, which worlds=plausible rests on (minutes).
worlds: $(RUN)
	$(BIN)/python -m kraftsamling.experiments.examine.plausible

# Which assumptions the worlds vary: screen all of them (minutes); mark what it names in parameters.csv, then make worlds.
screening: $(RUN)
	$(BIN)/python -m kraftsamling.experiments.examine.screening

# After a change of the model's numbers: what the ranges give, line by line, for docs/scale.md (a minute); then make docs.
scale: $(RUN)
	$(BIN)/python -m tools.scale

# After a change of the model's numbers: every measure left out in turn, for docs/measures_left_out.md (minutes); then make docs.
measures: $(RUN)
	$(BIN)/python -m tools.measures_left_out

$(RUN): requirements-build.lock requirements.lock pyproject.toml
	$(if $(FOUND),,$(error $(NO_PYTHON)))
	@echo "Setting up .venv with $(FOUND) (once, a minute or two)"
	@"$(FOUND)" -m venv --clear .venv
	@$(PIP) --require-hashes -r requirements-build.lock
	@$(PIP) --require-hashes --no-build-isolation --use-pep517 -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): $(RUN) requirements-dev.lock
	@echo "Adding the tools for testing to .venv (once)"
	@$(PIP) --require-hashes --no-build-isolation --use-pep517 -r requirements-dev.lock
	@touch $@

$(PAGE): $(DEV) tools/page/package-lock.json
	@echo "Adding the tools for the page's modules to tools/page/node_modules (once)"
	@$(NPM) ci --ignore-scripts --loglevel=error
	@touch $@

$(VIZ): requirements-build.lock requirements-ends.lock pyproject.toml
	$(if $(FOUND),,$(error $(NO_PYTHON)))
	@echo "Setting up .venv-viz with $(FOUND) (once, a minute or two)"
	@"$(FOUND)" -m venv --clear .venv-viz
	@$(VIZ_PIP) --require-hashes -r requirements-build.lock
	@$(VIZ_PIP) --require-hashes --no-build-isolation --use-pep517 -r requirements-ends.lock
	@$(VIZ_PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(DOCS): requirements-docs.lock
	$(if $(FOUND),,$(error $(NO_PYTHON)))
	@echo "Setting up .venv-docs with $(FOUND) (once, half a minute)"
	@"$(FOUND)" -m venv --clear .venv-docs
	@$(DOCS_PIP) --require-hashes -r requirements-docs.lock
	@touch $@

$(AUDIT):
	$(if $(FOUND),,$(error $(NO_PYTHON)))
	@echo "Setting up .venv-audit with $(FOUND) (once, half a minute)"
	@"$(FOUND)" -m venv --clear .venv-audit
	@.venv-audit/bin/python -m pip --disable-pip-version-check --no-input --quiet install "pip-audit>=2.7"
	@touch $@

# For maintainers, after a change of dependencies in pyproject.toml; needs uv (python -m pip install uv).
lock:
	$(LOCK) fewest --group build -o requirements-build.lock
	$(LOCK) fewest --group docs -o requirements-docs.lock
	$(LOCK) fewest pyproject.toml -c requirements-build.lock -o requirements.lock
	$(LOCK) fewest pyproject.toml --extra dev -c requirements-build.lock -c requirements.lock -o requirements-dev.lock
	$(LOCK) requires-python pyproject.toml --extra test --extra discovery --extra viz \
		-c requirements-build.lock -o requirements-ends.lock

clean:
	rm -rf .venv .venv-audit .venv-docs .venv-ends .venv-viz site tools/page/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# After a change of the model's numbers that is meant: show it, accept it, and say so in CHANGELOG.md.
baseline: $(DEV)
	$(BIN)/python -m tests.kit.accept_baseline
