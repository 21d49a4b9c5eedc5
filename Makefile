# make run   sets everything up and serves the filled demo at http://127.0.0.1:8000
# make test  sets everything up and runs every check
# make bench measures, prints a table and writes benchmarks/latest.json (ONLY=name for a part)

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DATA ?= instance
PORT ?= 8000
CATALOGUES := $(wildcard network/translations/*/LC_MESSAGES/messages.po)
COMPILED := $(CATALOGUES:.po=.mo)

export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Without compiled files every process, and there are many, compiles all of the network anew
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test bench setup setup-s3 setup-dev lock messages clean

run: setup
	@NETWORK_MODE=development NETWORK_DATA="$(DATA)" PORT="$(PORT)" exec $(BIN)/python -m network start

test: setup-dev
	@$(BIN)/python -m tests.run

bench: setup-dev
	@$(BIN)/python -m benchmarks.run $(if $(ONLY),--only "$(ONLY)")

setup: $(VENV)/run.stamp $(COMPILED)

# With what files in a bucket need (docs/files.md)
setup-s3: $(VENV)/s3.stamp $(COMPILED)

setup-dev: $(VENV)/test.stamp $(COMPILED)

$(BIN)/python:
	@echo "Making the virtual environment …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; say which with PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.lock | $(BIN)/python
	@echo "Installing what the network needs …"
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	@touch $@

$(VENV)/s3.stamp: requirements-s3.lock | $(BIN)/python
	@echo "Installing what the network and its bucket need …"
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements-s3.lock
	@touch $@ $(VENV)/run.stamp

$(VENV)/test.stamp: requirements-dev.lock | $(BIN)/python
	@echo "Installing what the checks need …"
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@ $(VENV)/run.stamp

# The catalogue has no header (it would only hold dates), which Babel takes for fuzzy; a test finds real fuzzy ones.
%.mo: %.po | $(VENV)/run.stamp
	@$(BIN)/pybabel --quiet compile --use-fuzzy --input-file $< --output-file $@

# Take new message ids into the catalogues; translate what they leave empty
messages: setup-dev
	@$(BIN)/pybabel --quiet extract -F pyproject.toml -k _l -k N_ --no-location --sort-output --omit-header -o $(VENV)/messages.pot .
	@for locale in da; do $(BIN)/pybabel --quiet update -i $(VENV)/messages.pot -d network/translations -l $$locale --no-fuzzy-matching --ignore-obsolete --omit-header; done

# Resolve the dependencies anew (needs uv)
lock:
	uv pip compile pyproject.toml --universal --generate-hashes --python-version 3.11 --no-header --no-annotate -q -o requirements.lock
	uv pip compile pyproject.toml --extra s3 --universal --generate-hashes --python-version 3.11 --no-header --no-annotate -q -c requirements.lock -o requirements-s3.lock
	uv pip compile pyproject.toml --extra dev --universal --generate-hashes --python-version 3.11 --no-header --no-annotate -q -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf $(VENV) $(COMPILED) .mypy_cache .ruff_cache .hypothesis
