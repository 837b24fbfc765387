# The two commands of the README: `make demo` and `make test`. Both set up what they need first.

VENV := .venv
BIN := $(VENV)/bin
DEMO := demo

.PHONY: demo test check bench setup clean

demo: setup
	@$(BIN)/screening demo $(DEMO)

test: setup
	@$(BIN)/python -m pytest -n auto

check: setup
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

bench: setup
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[bench]'
	@$(BIN)/python -m pytest benchmarks --benchmark-only

setup: $(VENV)/ready

# durable_rules ships as source only, so a compiler and the Python headers are needed; say so before pip does.
$(VENV)/ready: pyproject.toml constraints.txt
	@set -e; \
	for candidate in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
	  if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$candidate; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "Python 3.11 or newer was not found: install it (Debian: apt install python3 python3-venv python3-dev), or name it with 'make PYTHON=/path/to/python3 demo'." >&2; exit 1; \
	fi; \
	if ! $${CC:-cc} --version >/dev/null 2>&1; then \
	  echo "No C compiler was found, and durable_rules is built from source: install one (Debian: apt install build-essential python3-dev)." >&2; exit 1; \
	fi; \
	if ! "$$python" -c 'import os, sys, sysconfig; sys.exit(not os.path.exists(os.path.join(sysconfig.get_paths()["include"], "Python.h")))'; then \
	  echo "The header files of $$python were not found, and durable_rules is built from source: install them (Debian: apt install python3-dev)." >&2; exit 1; \
	fi; \
	if ! "$$python" -c 'import venv, ensurepip' 2>/dev/null; then \
	  echo "$$python cannot create virtual environments: install its venv module (Debian: apt install python3-venv)." >&2; exit 1; \
	fi; \
	echo "Setting up $(VENV) with $$("$$python" --version) (once; about a minute) ..."; \
	rm -rf $(VENV); "$$python" -m venv $(VENV); \
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) $(DEMO) .pytest_cache .mypy_cache .ruff_cache
