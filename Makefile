# Everything here lays .venv by itself, with any Python from 3.11 on; a second run finds it there and is quick.

.DEFAULT_GOAL := help
.PHONY: help story desk test soak audit lint format docs bench pictures base base-desk dev clean

# The first Python that is new enough; another one: make PYTHON=/path/to/python3.12 test
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python3.14 python; do \
  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$python"; break; }; done)
BIN := .venv/bin

help: ## what there is to make
	@sed -n 's/^\([a-z]*\):[^#]*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 18

story: base ## write the story of China's magnet exports in June 2025 into out/
	@$(BIN)/weighbridge story --product magnets --period 2025-06 --focus USA -o out
	@echo "Open it in a browser: $$(ls -t out/*-2025-06-usa-*.html | head -n 1)"

desk: base-desk ## open the desk in a browser, on this machine only, with three people to try it as
	@$(BIN)/weighbridge desk

test: dev ## run all tests on every core
	$(BIN)/python -m pytest -n auto

soak: dev ## thousands of faulty sentences, the desk killed again and again, laws on other examples than yesterday's
	$(BIN)/python tests/check/mutants.py all
	$(BIN)/python tests/desk/web/killed.py 20
	$(BIN)/python tests/publish/post/killed_sending.py 100
	$(BIN)/python tests/publish/killed_days.py 50
	$(BIN)/python tests/publish/interrupted.py 100
	WEIGHBRIDGE_KILLS=100 $(BIN)/python -m pytest -n auto tests/watch -k killed_at_any_moment
	WEIGHBRIDGE_WANDER=1 $(BIN)/python -m pytest -n auto -k "law or whatever or any_life or fuzz"

audit: dev ## licences, versions and known holes of what is installed
	$(BIN)/python -m tools.audit

lint: dev ## style, types, and docs that say what the code does
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/cog --check -PUI. docs/*.md

format: dev ## bring code into shape and put what the code says into docs/
	$(BIN)/ruff check --fix-only --quiet
	$(BIN)/ruff format
	$(BIN)/cog -r -PUI. docs/*.md

bench: dev ## measure speed and memory against their ceilings
	$(BIN)/python -m bench

pictures: dev ## take the pictures of the README anew, with a headless Chromium
	$(BIN)/python -m tools.pictures

base:
	@$(call need_python)
	@"$(PYTHON)" tools/bootstrap.py base

base-desk:
	@$(call need_python)
	@"$(PYTHON)" tools/bootstrap.py desk

dev:
	@$(call need_python)
	@"$(PYTHON)" tools/bootstrap.py dev

define need_python
test -n "$(PYTHON)" || { echo "make: no Python from 3.11 on was found; name one: make PYTHON=/path/to/python3.11" >&2; exit 1; }
endef

clean: ## remove what was made here, the environment included
	rm -rf .venv .venv.lock out .pytest_cache .mypy_cache .ruff_cache
