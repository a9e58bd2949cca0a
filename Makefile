# Type `make` or `make help` for what can be done here.
SHELL := /bin/sh
BIN := .venv/bin
# Test processes at once, each with servers of its own; a test file stays in one of them.
WORKERS := 3
.DEFAULT_GOAL := help
.PHONY: help ready run demo test check format lock bench histories screenshots clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

ready: ## Make .venv with the pinned packages (instant when nothing changed)
	@deploy/bootstrap.sh

run: ready ## Start the whole desk, play the demo and stay up (Ctrl-C stops it)
	@exec $(BIN)/swapdesk up --demo

demo: ready ## The same in a throw-away folder, ended after the demo
	@exec $(BIN)/swapdesk up --demo --once --throw-away

test: ready ## Run every test against real servers (a browser is installed if missing)
	@deploy/bootstrap.sh chromium
	@exec $(BIN)/pytest --numprocesses $(WORKERS) --dist loadfile $(ARGS)

check: ready ## Formatting, lint, types and the import contract
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: ready ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: ready ## Pin every dependency again, with hashes
	@test -x .venv/lock/bin/uv || ($(BIN)/python -m venv .venv/lock && .venv/lock/bin/pip install -q uv)
	.venv/lock/bin/uv pip compile --universal --generate-hashes --no-emit-index-url \
	    --extra dev --python-version 3.11 pyproject.toml -o requirements.lock

bench: ready ## Measure cases per second, answer times and start-up
	@exec $(BIN)/python -m tests.bench $(ARGS)

histories: ready ## Record the stories' histories again, for the replay test
	@SWAPDESK_KEEP_HISTORIES=1 $(BIN)/pytest tests/stories -q

screenshots: ready ## Make the pictures of the README again
	@deploy/bootstrap.sh chromium
	@exec $(BIN)/python -m tests.browser.screenshots

clean: ## Remove the environment and every cache (data folders stay)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
