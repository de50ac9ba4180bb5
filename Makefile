# One command runner. Every target makes .venv itself: `make demo` and `make test` work on a fresh machine with
# git, make and Python 3.11 or newer. uv is used when it is there; plain venv and pip otherwise.
.DEFAULT_GOAL := help
PYTHON ?= python3
BIN := .venv/bin
JOBS ?= auto

.PHONY: help install demo serve test test-postgresql audit check types docs screenshots translations baselines template lock clean

help: ## show the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: .venv/ready ## make .venv with everything for work on the project

.venv/ready: pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "OpenNAPHS needs Python 3.11 or newer. Say which one: make install PYTHON=python3.12")'
	@if command -v uv >/dev/null 2>&1; then \
		uv venv -q --allow-existing --python $(PYTHON) .venv && \
		uv pip install -q --python $(BIN)/python --require-hashes -r requirements.lock && \
		uv pip install -q --python $(BIN)/python --no-deps -e . ; \
	else \
		test -x $(BIN)/python || $(PYTHON) -m venv .venv ; \
		$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock && \
		$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e . ; \
	fi
	@touch $@

demo: install ## from the published scores of Uganda to a costed draft plan, in demo/
	@mkdir -p demo
	@$(BIN)/naphs scores examples/uganda/scores.csv -o demo/uganda-scores.csv
	@$(BIN)/naphs draft examples/uganda/scores.csv --country UGA --term 5y --profile examples/uganda/profile.yaml -o demo/uganda.naphs.json
	@$(BIN)/naphs report demo/uganda.naphs.json -o demo/uganda.xlsx
	@$(BIN)/naphs report demo/uganda.naphs.json -o demo/uganda.docx
	@echo
	@echo "Made in demo/:"
	@echo "  uganda-scores.csv    every indicator, area, pillar and total score"
	@echo "  uganda.naphs.json    the plan document: goals, activities, first costs, notices"
	@echo "  uganda.xlsx          the 27-column planning matrix, one sheet per technical area, live formulas"
	@echo "  uganda.docx          the draft to read and take to a workshop"
	@echo "Next: open uganda.docx, then draft for your own country: $(BIN)/naphs draft --help"

serve: install ## open the workbench with a demo country at http://127.0.0.1:8000 (data in workbench/)
	@OPENNAPHS_FOLDER=$(or $(OPENNAPHS_FOLDER),workbench) $(BIN)/python -m opennaphs.config serve --demo $(SERVE)

test: install ## the whole test suite
	@$(BIN)/python -m pytest -n $(JOBS)

test-postgresql: install ## the tests that use the database once more, on a throwaway PostgreSQL
	@tools/with_postgresql.sh $(BIN)/python -m pytest -n $(JOBS) -m "database and not browser"

audit: install ## known weaknesses of the pinned dependencies (asks the public advisory database; says so when offline)
	@$(BIN)/python tools/audit_dependencies.py

check: install types ## style, types, import contracts, the catalogue, generated documents
	@$(BIN)/ruff format --check -q src tests tools bench
	@$(BIN)/ruff check -q src tests tools bench
	@$(BIN)/lint-imports --no-cache >/dev/null || $(BIN)/lint-imports --no-cache
	@$(BIN)/naphs catalogue check
	@$(BIN)/python tools/check_workbench.py
	@$(BIN)/python tools/audit_dependencies.py

types:
	@$(BIN)/mypy

docs: install ## write the generated documents afresh
	@$(BIN)/python tools/make_docs.py

screenshots: install ## take the pictures of the workbench in docs/images afresh (needs Chromium); look at each
	@$(BIN)/python tools/make_screenshots.py

translations: install ## bring the translations of LANGUAGE up to date
	@$(BIN)/python tools/make_translations.py $(LANGUAGE)

baselines: install ## pin the numbers of the example countries afresh, on purpose
	@$(BIN)/python -m tests.baselines.update

template: install ## make our Word template afresh
	@$(BIN)/python tools/make_plan_template.py

lock: ## pin every dependency with its hashes (needs uv)
	@uv pip compile pyproject.toml --group dev --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 -o requirements.lock -q

clean:
	@rm -rf .venv demo .pytest_cache .mypy_cache .ruff_cache .hypothesis
