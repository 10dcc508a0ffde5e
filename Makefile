# Prerequisites: make, and Python 3.11 or newer with venv. Everything else comes into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := var/demo

.PHONY: demo test check bench judge reference clean

demo: $(VENV)/.ready  ## load Zignature, close three of its quarters, print the third one's review, write documents
	$(BIN)/bilan --home $(DEMO) demo --no-serve

test: $(VENV)/.tested check  ## every check that CI runs
	$(BIN)/python -m pytest -n 2 -q

check: $(VENV)/.tested  ## lint, types, layers, migrations, generated pages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	BILAN_HOME=var/check $(BIN)/python scripts/check_migrations.py

bench: $(VENV)/.tested  ## ratios against hand-written SQL, pandas and PostgreSQL (about ten minutes)
	$(BIN)/python -m benchmarks

judge: $(VENV)/.tested  ## false alarms, coverage, calibration on simulated teams whose truth is known (about ten minutes)
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 nice $(BIN)/python -m benchmarks.judgement $(if $(TO),--to $(TO))

reference: $(VENV)/.ready  ## write docs/reference again from the declarations
	$(BIN)/python -m scripts.reference

$(VENV)/.ready: requirements.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.tested: $(VENV)/.ready requirements-test.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-test.txt
	touch $@

clean:  ## remove what the commands above made
	rm -rf $(VENV) var build *.egg-info src/*.egg-info
