# Stegvis: the commands of the house. `make help` lists them.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin
WORKERS_OF_TESTS ?= 2
BROWSERS_OF_TESTS ?= 2
FUZZ_REQUESTS ?= 100000
TRIES ?= 1000
WIDTHS ?=
PICTURES ?=
DEMO := $(RUN)/python -m stegvis

# Many images forbid Python to keep what it has compiled; then each process of the tests compiles it all anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo install test check unit browser soak test-sso fuzz chromium audit sbom lock diagrams bench bench-import bench-rows bench-comparison bench-providers study-comparison clean

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

# --- Running ----------------------------------------------------------------------------------------------------------

demo: $(VENV)/.base  ## Start the demonstration at http://127.0.0.1:8000 (PORT=, RESET=1)
	@RESET="$(RESET)" exec $(DEMO) demo $(if $(RESET),--reset)

install: $(VENV)/.base  ## Install what the program needs into .venv

$(VENV)/.base: requirements/base.txt requirements/uv.txt scripts/install
	@PYTHON="$(PYTHON)" scripts/install base

$(VENV)/.test: requirements/test.txt requirements/uv.txt scripts/install
	@PYTHON="$(PYTHON)" scripts/install test

# --- Testing ----------------------------------------------------------------------------------------------------------

test: $(VENV)/.test chromium  ## All checks and tests (DATABASE_URL= for another server)
	@status=0; mkdir -p artefacts; \
	$(MAKE) --no-print-directory check >artefacts/check.log 2>&1 & checking=$$!; \
	$(MAKE) --no-print-directory unit || status=1; \
	wait $$checking || status=1; cat artefacts/check.log; \
	$(MAKE) --no-print-directory browser || status=1; \
	exit $$status

check: $(VENV)/.test  ## Lint, form, types, floors, templates, migrations
	@PATH="$(CURDIR)/$(RUN):$$PATH" scripts/check

unit: $(VENV)/.test  ## The tests without a browser, in parallel
	@mkdir -p artefacts
	@$(RUN)/pytest -q -n $(WORKERS_OF_TESTS) --dist worksteal --junitxml artefacts/unit.xml

browser: $(VENV)/.test chromium  ## The tests with a browser (WIDTHS=all: wide walks too, PICTURES=1: keep pictures)
	@mkdir -p artefacts
	@WIDTHS=$(WIDTHS) PICTURES=$(PICTURES) DJANGO_ALLOW_ASYNC_UNSAFE=true $(RUN)/pytest -q -m browser -n $(BROWSERS_OF_TESTS) --dist worksteal --junitxml artefacts/browser.xml tests/browser

fuzz: $(VENV)/.test  ## Visitors of every role try 100 000 requests (FUZZ_REQUESTS=); table in docs/security.md
	@rm -rf artefacts/fuzz
	@FUZZ_REQUESTS=$(FUZZ_REQUESTS) FUZZ_RESULTS=artefacts/fuzz $(RUN)/pytest -q -n $(WORKERS_OF_TESTS) tests/security/test_marker_fuzz.py
	@$(RUN)/python -m tests.security.fuzz.table artefacts/fuzz docs/security.md

soak: $(VENV)/.test  ## A thousand tries in any order of the steps (TRIES=), and all questions of the walks over all addresses
	@TRIES=$(TRIES) EVERYTHING=1 $(RUN)/pytest -q -n $(WORKERS_OF_TESTS) --dist worksteal tests/casework/test_any_order.py tests/providers/test_any_order.py tests/security/test_garbage.py tests/security/test_matrix.py tests/security/test_protected.py

test-sso: $(VENV)/.test  ## Sign in through the certified oidc-provider of npm (needs Node)
	@if ! command -v node >/dev/null || ! command -v npm >/dev/null; then \
	  echo "Node och npm saknas: provet mot den certifierade inloggningstjänsten hoppas över."; \
	else \
	  (cd tests/peers/oidc_provider_node && npm ci --silent --no-audit --no-fund) && \
	  $(RUN)/pytest -q -m node tests/accounts/test_sso_certified.py; \
	fi

chromium:
	@scripts/chromium

# --- Measuring --------------------------------------------------------------------------------------------------------

bench: $(VENV)/.base  ## Measure the pages at 950 and 100 000 cases, into docs/performance.md
	@$(RUN)/python -m bench.pages --write

bench-import: $(VENV)/.base  ## Measure the import of a million rows
	@$(RUN)/python -m bench.throwaway bench/import_register.py

bench-rows: $(VENV)/.base  ## Measure what row security costs, owner and app's role turn by turn
	@$(RUN)/python -m bench.row_security

bench-comparison: $(VENV)/.base  ## Measure the comparison of 100 providers over 100 000 finished assignments
	@$(RUN)/python -m bench.comparison

bench-providers: $(VENV)/.test  ## Measure the pages about 2 000 providers and 100 000 cases
	@$(RUN)/python -m bench.providers

study-comparison: $(VENV)/.base  ## Try the comparison of providers on made-up worlds, into docs/comparison.md
	@OPENBLAS_NUM_THREADS=1 $(RUN)/python -m stegvis.statistics.comparison.study docs/comparison.md

# --- Keeping up -------------------------------------------------------------------------------------------------------

$(VENV)/.audit: requirements/audit.txt requirements/uv.txt $(VENV)/.base
	@$(RUN)/python -m venv $(VENV)/audit
	@VIRTUAL_ENV=$(VENV)/audit $(RUN)/uv pip install --quiet --require-hashes -r requirements/audit.txt
	@touch $@

audit: $(VENV)/.audit  ## Known weaknesses and licences of the packages (3 = the list could not be reached)
	@scripts/audit

sbom: $(VENV)/.audit  ## What the product is made of, as CycloneDX, into artefacts/sbom.json
	@scripts/sbom

lock: $(VENV)/.test  ## Lock the newest allowed versions, with hashes and without any index's address
	@PATH="$(CURDIR)/$(RUN):$$PATH" scripts/lock

diagrams: $(VENV)/.base  ## Draw the states of a case into docs/casework.md
	@$(RUN)/python -m scripts.state_diagram

clean:  ## Remove what the tools leave behind (not .venv, not .stegvis)
	@rm -rf artefacts build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find stegvis tests bench -name __pycache__ -type d -prune -exec rm -rf {} +
