# `make demo` and `make test` are all a newcomer needs; `make help` lists the rest.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help demo up aws test test-all lint format web assets bench bench-automl bench-series docs lock-bench lock clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(VENV)/.installed ## Live through the main job on real data (about 4 minutes)
	@$(BIN)/sealcanvas demo

up: $(VENV)/.installed assets ## Start the server on 127.0.0.1:8600
	@$(BIN)/sealcanvas up

aws: $(VENV)/.tested ## Install the AWS CLI as .venv/bin/aws, with the other tools of development
	@$(BIN)/aws --version

test: $(VENV)/.tested assets lint ## Check the code and run the tests
	@$(BIN)/python -m pytest -q -n 2 -m "not slow"

test-all: test ## Run every test, the slow ones too
	@$(BIN)/python -m pytest -q -n 2 -m slow --durations=40

lint: $(VENV)/.tested ## ruff, mypy --strict and the layer rule
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check -q .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports

format: $(VENV)/.tested ## Put the code into shape
	@$(BIN)/ruff format -q .
	@$(BIN)/ruff check -q --fix .

web: $(VENV)/.tested ## Check, test and build the web page
	@$(BIN)/python tools/build_web.py --check

# The web page of a checkout, built anew where its sources have changed; a server without it still serves plain pages.
assets: $(VENV)/.installed
	@[ ! -e .git ] || $(BIN)/python tools/build_web.py || true

bench-series: $(VENV)/.tested ## Forecast panels of real series beside peers; data in .bench/ (BENCH_AUTOGLUON=1: 2.5 GB more)
	@$(BIN)/python -m bench series

bench: $(VENV)/.tested ## Measure, each figure beside a named peer; results in bench/results/
	@$(BIN)/python -m bench

bench-automl: $(VENV)/.tested ## Fill the AutoML benchmark for an hour beside its peers, which live in .bench/
	@$(BIN)/python -m bench automl

docs: $(VENV)/.tested ## Run every code block of the documentation
	@$(BIN)/python -m pytest -q tests/docs

lock-bench: ## Pin the benchmark's peers and data packages anew, with hashes (needs uv)
	@for name in automl/locks/data automl/locks/flaml automl/locks/autogluon series/locks/data series/locks/autogluon; do \
	  (cd bench/$${name%/*} && name=$${name##*/} && \
	  uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 \
	    $$(ls $$name.override 2>/dev/null | sed 's/^/--override /') $$name.in -o $$name.lock); done

lock: ## Pin every dependency anew, with hashes (needs uv)
	@uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 \
	  --extra demo --group build pyproject.toml -o requirements.lock
	@uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 \
	  --extra demo --group build --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	@uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 \
	  --extra demo --extra ray --group build -c requirements-dev.lock pyproject.toml -o requirements-ray.lock

clean: ## Remove what make made
	@rm -rf $(VENV) web/.built web/node_modules src/sealcanvas/server/console/static .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Sealcanvas needs Python 3.11 or newer: $(PYTHON) is $$($(PYTHON) --version); set PYTHON=..."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "$(PYTHON) has no venv module: install it (Debian and Ubuntu: apt-get install python3-venv)"; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.python requirements.lock pyproject.toml
	@echo "Installing into $(VENV), once ..."
	@sh tools/install.sh $(BIN) requirements.lock
	@touch $@

$(VENV)/.tested: $(VENV)/.python requirements-dev.lock pyproject.toml
	@echo "Installing into $(VENV), once ..."
	@sh tools/install.sh $(BIN) requirements-dev.lock
	@touch $@ $(VENV)/.installed
