# `make demo` and `make test` are all a newcomer needs; `make help` lists the rest.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help demo up test test-all lint format bench docs lock clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(VENV)/.installed ## Live through the main job on real data (about 4 minutes)
	@$(BIN)/sealcanvas demo

up: $(VENV)/.installed ## Start the server on 127.0.0.1:8600
	@$(BIN)/sealcanvas up

test: $(VENV)/.tested lint ## Check the code and run the tests
	@$(BIN)/python -m pytest -q -n 2 -m "not slow"

test-all: $(VENV)/.tested ## Run every test, the slow ones too
	@$(BIN)/python -m pytest -q -n 2

lint: $(VENV)/.tested ## ruff, mypy --strict and the layer rule
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check -q .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports

format: $(VENV)/.tested ## Put the code into shape
	@$(BIN)/ruff format -q .
	@$(BIN)/ruff check -q --fix .

bench: $(VENV)/.tested ## Measure, each figure beside a named peer; results in bench/results/
	@$(BIN)/python -m bench

docs: $(VENV)/.tested ## Run every code block of the documentation
	@$(BIN)/python -m pytest -q tests/docs

lock: ## Pin every dependency anew, with hashes (needs uv)
	@uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 \
	  --extra demo --group build pyproject.toml -o requirements.lock
	@uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 \
	  --extra demo --group build --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean: ## Remove what make made
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

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
