# One command each; every one sets up what it needs. Without make: see README.md.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: study test test-all static lab bench docs lock upgrade messages settings help

help:  ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## */\1|/' | column -t -s '|'

study: $(READY)  ## run the whole study: raw files to reports
	@$(BIN)/python -m pilotanalysis run

# Three workers on two cores: one of them mostly waits, for a command, a kernel or a browser. Threads of the linear
# algebra beside them would only wait for one another.
# A worker takes whole files, in the order that tests/conftest.py puts them: what a file sets up is set up once.
PYTEST := OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/python -m pytest -q -n 3 --dist loadscope --no-loadscope-reorder

test: static  ## the checks a developer wants every time
	$(PYTEST) -m "not long"

test-all: static  ## all checks, with the long ones
	$(PYTEST)

static: $(READY)  ## the checks that run nothing: style, types, who imports whom
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo

lab: $(READY)  ## open JupyterLab
	$(BIN)/jupyter lab notebooks

bench: $(READY)  ## print the benchmark table
	@$(BIN)/python -m benchmarks

docs: $(READY)  ## write the API pages from the docstrings to docs/api
	@$(BIN)/python docs/api.py

LOCK := uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-annotate --no-header --no-emit-index-url --output-file requirements.lock

lock:  ## bring requirements.lock up to the dependencies of pyproject.toml; other pins stay (needs uv)
	$(LOCK)

upgrade:  ## the same with the newest version of every dependency (needs uv)
	$(LOCK) --upgrade

messages: $(READY)  ## bring the catalogues up to the words in the code; what lacks a translation goes to to_translate.csv
	@$(BIN)/python tests/messages.py

settings: $(READY)  ## bring the schema, default and comments of study.yml up to their types
	@$(BIN)/python tests/settings.py

# The lock has a hash for every file; the project itself is installed afterwards, without dependencies.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one: make PYTHON=python3.12 study")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Setting up .venv (a few minutes, once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
