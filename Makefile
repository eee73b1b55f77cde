# Two commands matter: `make run` and `make test`. `make` alone lists the rest.

.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check install
MADE := $(VENV)/.made
RUNTIME := $(VENV)/.runtime
DEVELOPMENT := $(VENV)/.development

.PHONY: help run install environment test lint demo bench docs screenshots clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RUNTIME) ## start Tachiai with a demo market on http://127.0.0.1:8000 (PORT=8123 make run: there)
	@exec env TACHIAI_DEMO="$${TACHIAI_DEMO:-1}" $(BIN)/python -m tachiai run

install: $(RUNTIME) ## install what running needs and start nothing: for an installation (docs/operating.md)

test: $(DEVELOPMENT) ## check everything: style, types, import contracts, migrations, tests, browser
	@$(BIN)/python -m tests.stages

environment: $(DEVELOPMENT) ## install what running and testing need, and nothing else

lint: $(DEVELOPMENT) ## the quick checks of `make test` alone
	@$(BIN)/python -m tests.stages --quick

demo: $(RUNTIME) ## fill the demo market, or say what is in it
	@TACHIAI_DEMO=1 $(BIN)/python -m tachiai demo

bench: $(DEVELOPMENT) ## measure the promises of speed (benchmarks/, a file each)
	@$(BIN)/python -m benchmarks

docs: $(RUNTIME) ## write docs/generated from the declarations
	@$(BIN)/python -m tachiai docs

screenshots: $(DEVELOPMENT) ## draw the main pages: wide and narrow, light and dark, Japanese and English
	@$(BIN)/python -m tests.screenshots

clean: ## remove the environment and caches; data in var/ stays
	rm -rf $(VENV) *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Most of the time of an installation is waiting for one package after the other: four are waited for at once. Python
# compiles what is used when it is used first.
define install
rm -rf $(VENV)/parts && mkdir $(VENV)/parts && \
awk '/^[A-Za-z]/ { part = n++ % 4 } !/^#/ { print > ("$(VENV)/parts/" part ".txt") }' $(1) && \
for part in $(VENV)/parts/*.txt; do \
  $(PIP) --no-compile --require-hashes --no-deps -r $$part & parts="$$parts $$!"; \
done; \
for part in $$parts; do wait $$part || failed=1; done; \
test -z "$$failed"
endef

# The environment is complete when its stamps are newer than what it was made from.
$(RUNTIME): requirements.txt requirements.in pyproject.toml | $(MADE)
	@echo "installing what Tachiai stands on (once; up to a minute) ..."
	@$(call install,requirements.txt)
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(DEVELOPMENT): requirements-dev.txt $(RUNTIME)
	@echo "installing what the tests need ..."
	@$(call install,requirements-dev.txt)
	@touch $@

$(MADE):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Tachiai needs Python 3.11 or newer; another one: make run PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  package=$$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
	  echo "$(PYTHON) cannot make environments: the system package $$package is missing." >&2; \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "installing it ..." >&2; \
	    apt-get -qq update >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get -qq -y install $$package >/dev/null; \
	  else \
	    echo "Install it as root and try again:  apt-get install $$package" >&2; exit 1; \
	  fi; }
	@echo "making the Python environment in $(VENV) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@
