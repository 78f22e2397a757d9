# make lab     opens JupyterLab on the start page           make lab ARGS="--no-browser --port 9999"
# make test    runs everything that needs no system package make test ARGS="-k scale"
# make system  runs the tests that need graphviz, redis-server, chromium and bubblewrap, and fails where one is missing
# make build   turns manuscript/ into notebooks             make build ARGS="--all"
# make bench   measures                                     make clean   removes what the above made
# make fairness prints false rejections and false passes    make mutation prints which defects are found
# make attacks  runs hostile submissions and writes docs/security.md
#
# Each makes the environment in .venv first, where it is missing or pyproject.toml or constraints.txt changed.
# Another Python: make lab PYTHON=/path/to/python

VENV := .venv
BIN := $(VENV)/bin
RUN := $(BIN)/python
START := course/start.ipynb
WORKERS ?= 2
ARGS ?=

# The environment's commands come first: nbgrader calls some of them by their bare names.
export PATH := $(CURDIR)/$(BIN):$(PATH)

# All that Jupyter writes stays in this folder: .jupyter/ holds its settings, .jupyter/state/ what it writes.
STATE := $(CURDIR)/.jupyter/state
JUPYTER := JUPYTER_CONFIG_PATH="$(CURDIR)/.jupyter" JUPYTER_CONFIG_DIR="$(STATE)/config" \
	JUPYTER_DATA_DIR="$(STATE)/data" JUPYTER_RUNTIME_DIR="$(STATE)/runtime" IPYTHONDIR="$(STATE)/ipython"

.PHONY: lab test system check build bench fairness mutation attacks clean

lab: $(VENV)/.lab
	@mkdir -p "$(STATE)"
	@# Stored outputs of our own notebooks may be shown as they are.
	@$(JUPYTER) $(RUN) -m jupyter trust course/*.ipynb solutions/*/*.ipynb >/dev/null 2>&1 || true
	$(JUPYTER) $(RUN) -m jupyterlab --ServerApp.root_dir="$(CURDIR)" \
		--LabApp.default_url=$(if $(wildcard $(START)),/lab/tree/$(START),/lab) \
		$$([ "$$(id -u)" = 0 ] && echo --allow-root) $(ARGS)

test: check
	$(RUN) -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

system: $(VENV)/.test
	WHITEBOARD_SYSTEM=1 $(RUN) -m pytest -m system tests $(ARGS)

check: $(VENV)/.test
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(RUN) -m codespell_lib src/whiteboard
	$(RUN) -m codespell_lib --builtin clear,rare,en-GB_to_en-US README.md docs manuscript
	$(RUN) -m whiteboard rules --page | diff docs/rules.md -
	$(RUN) -m whiteboard build --check

build: $(VENV)/.lab
	$(RUN) -m whiteboard build $(ARGS)

bench: $(VENV)/.test
	for file in benchmarks/bench_*.py; do $(RUN) "$$file" $(ARGS) || exit 1; done

fairness: $(VENV)/.test
	$(RUN) -m tests.fairness $(ARGS)

mutation: $(VENV)/.test
	$(RUN) -m tests.mutation $(ARGS)

attacks: $(VENV)/.test
	$(RUN) -m tests.attacks $(ARGS)

clean:
	rm -rf $(VENV) .bench-otter .jupyter/state .mypy_cache .pytest_cache .ruff_cache .hypothesis src/*.egg-info

$(VENV)/.lab: $(VENV)/.made pyproject.toml constraints.txt
	$(RUN) -m pip install --quiet --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.made pyproject.toml constraints.txt
	$(RUN) -m pip install --quiet --constraint constraints.txt --editable ".[test]"
	@touch $@ $(VENV)/.lab

# The first of these that is there and new enough; Python 3.11 is what the constraints were made with.
$(VENV)/.made:
	@for python in $(PYTHON) python3.11 python3 python3.12 python3.13; do \
		if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "making $(VENV) with $$("$$python" --version)"; \
			"$$python" -m venv $(VENV) && touch $@; exit $$?; \
		fi; \
	done; \
	echo "whiteboard needs Python 3.11 or newer; name one with  make PYTHON=/path/to/python" >&2; exit 1
