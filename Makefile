# The two commands of the README: `make demo` and `make test`. Both set up what they need first:
# the first what screening runs on, the second also what tests it. See docs/installing.md.

VENV := .venv
BIN := $(VENV)/bin
TOOLS := build/tools
DEMO := demo
TESTS :=

.PHONY: demo city province nation test check bench bench-table fuzz words ready setup durable forecast spark lock sbom images clean

demo: ready
	@$(BIN)/screening demo $(DEMO)

# Registers of a city, a province and the whole country, and a screening of them: see docs/performance.md.
city province nation: ready
	@test -e build/$@/screening.yaml || $(BIN)/python -m fixtures.large $@ build/$@
	@$(BIN)/screening run build/$@

test: setup
	@$(BIN)/python -m pytest -n auto --dist worksteal $(TESTS)

check: setup
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

bench: setup
	@locks/install.sh $(VENV) bench
	@$(BIN)/python -m pytest benchmarks --benchmark-only

# The table of benchmarks/README.md anew, up to ten million rows; on a machine that does nothing else.
bench-table: setup
	@locks/install.sh $(VENV) bench
	@$(BIN)/python -m benchmarks.table --write

# After a change of what the program says: the Dutch catalogues; it names what has no Dutch yet.
words: setup
	@$(BIN)/python -m catalogue.update

# Generated statements on every engine; `make fuzz FUZZ="--seed 2 --count 5000 --workers 4"`.
fuzz: setup
	@$(BIN)/python -m tests.fuzz $(FUZZ)

ready: $(VENV)/ready-runtime

# What looks ahead (screening months); a third of a gigabyte, so only when it is asked for.
forecast: ready
	@locks/install.sh $(VENV) forecast

setup: $(VENV)/ready-dev

# Again, after a compiler has been installed; fails when it still cannot be built.
durable: ready
	@locks/install.sh $(VENV) durable

# What `--engine spark` and its tests need beside Java 17 or newer (Debian: default-jre-headless).
spark: setup
	@locks/install.sh $(VENV) spark

$(VENV)/ready-runtime: pyproject.toml setup.py locks/install.sh locks/build.txt locks/runtime.txt locks/durable.txt
	@PYTHON="$(PYTHON)" locks/install.sh $(VENV) runtime
	@touch $@

$(VENV)/ready-dev: $(VENV)/ready-runtime locks/dev.txt
	@locks/install.sh $(VENV) dev
	@touch $@

$(TOOLS)/ready: locks/install.sh locks/tools.txt
	@PYTHON="$(PYTHON)" locks/install.sh $(TOOLS) tools
	@touch $@

# After a change of the dependencies in pyproject.toml. `make lock UPGRADE=--upgrade` takes the newest of all.
lock: $(TOOLS)/ready
	@$(TOOLS)/bin/python locks/lock.py $(TOOLS)/bin/uv $(UPGRADE)

# What screening runs on, in an environment of its own: the bill of materials, and the page of licences.
sbom: $(TOOLS)/ready
	@PYTHON="$(PYTHON)" locks/install.sh build/runtime runtime
	@$(TOOLS)/bin/cyclonedx-py environment --output-reproducible --pyproject pyproject.toml \
	  --output-file build/screening.cdx.json build/runtime/bin/python
	@$(TOOLS)/bin/python locks/licences.py build/screening.cdx.json >build/licences.md
	@mv build/licences.md docs/licences.md
	@echo "build/screening.cdx.json and docs/licences.md are written."

# The pictures in docs/images: as the report of the demo has them, and of the review site in Chromium.
images: setup
	@rm -rf build/images
	@$(BIN)/screening demo build/images >/dev/null
	@PYTHONPATH=. $(BIN)/python .ci/images.py build/images docs/images
	@PYTHONPATH=. $(BIN)/python .ci/site_images.py build/images docs/images

clean:
	rm -rf $(VENV) $(DEMO) build .pytest_cache .mypy_cache .ruff_cache
