# Every target with "##" is listed by plain `make`.
SHELL := /bin/sh
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
BIN := .venv/bin
KIND ?= booklet
TESTS ?= tests
# The settings of .env, where there is one, for whatever follows in the same line.
ENV := set -a; [ ! -f .env ] || . ./.env; set +a;

.PHONY: help setup setup-dev run test check fix bench guard guard-full teeth pictures pitr paper lock

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Install what running needs: .venv, packages with hashes, system libraries
	@bin/setup

setup-dev:
	@bin/setup --dev

run: setup ## Run all of it until Ctrl-C: database, web, worker (make run PORT=8001)
	@$(ENV) exec $(BIN)/flask --app wsgi spm start

test: setup-dev ## Run every test on an embedded PostgreSQL (make test TESTS=tests/setup)
	@$(BIN)/pytest -n 3 --dist loadfile --no-loadscope-reorder $(TESTS)

check: setup-dev ## Check format, lint, types, layers, templates
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/basedpyright --level error
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/djlint templates --lint --quiet

fix: setup-dev ## Repair what format and lint can repair
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .

bench: setup-dev ## Measure against the plain bases in bench/
	@$(BIN)/python -m bench

guard: setup-dev ## Attack the wall, in the size of each build; the last line counts
	@GUARD=build $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder tests/guard

guard-full: setup-dev ## Attack it in full size
	@GUARD=full $(BIN)/pytest tests/guard

teeth: setup-dev ## Plant each fault of tests/guard/teeth.txt in a copy: its test must see it (CASES="C1 F2": those)
	@$(BIN)/python -m tests.guard.teeth $(CASES)

pictures: setup-dev ## Take a picture of every page and paper into build/pictures
	@PICTURES_IN=build/pictures $(BIN)/pytest tests/browser/test_pages.py tests/browser/guide_pictures.py

pitr: setup ## Rehearse recovery to a moment before a deletion, on a server of its own
	@$(BIN)/python bin/pitr.py

paper: setup ## Render one paper of the demonstration (make paper KIND=booklet)
	@$(ENV) exec $(BIN)/flask --app wsgi spm paper $(KIND)

lock: setup-dev ## Compile requirements*.txt anew, with hashes
	@$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --python-version 3.11 --no-emit-index-url requirements.in -o requirements.txt
	@$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --python-version 3.11 --no-emit-index-url requirements-dev.in -o requirements-dev.txt
