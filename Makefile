# The commands of the portal. They need make and python3; the rest is installed into this folder when it is missing.
#
#   make demo     run it:   PORT=… chooses the port, SOS_HOME=… the data folder, Ctrl-C stops everything
#   make test     every test, the browser's included
#   make check    the fast half: lint, types, imports, templates, migrations, fast tests
#   make build    style sheets and scripts only
#   make format   put code and templates into their form
#   make lock     write the lock files anew after a change in pyproject.toml; UPGRADE=1 takes newer versions
#   make clean    remove what these commands installed and built; the data in .sos stay

MAKEFLAGS += --no-print-directory
# Start-up reads a thousand modules; without their compiled form it takes three times as long.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
# Two at a time; tests that share something costly name a group and stay together.
TOGETHER := -n 2 --dist loadgroup
TEMPLATES = $(shell find templates -name '*.html')
COMPILE := .boot/bin/uv pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links --no-annotate $(if $(UPGRADE),--upgrade)

.PHONY: demo test check build format lock clean

# `exec`: the supervisor takes the shell's place, so that a signal to make reaches it.
demo:
	@scripts/prepare demo printing build
	@exec $(BIN)/python manage.py demo --end-with-parent

test:
	@scripts/prepare dev browser build collect
	@exec $(BIN)/python -m pytest $(TOGETHER)

check:
	@scripts/prepare dev build collect
	@scripts/quietly "ruff, rules" $(BIN)/ruff check .
	@scripts/quietly "ruff, form" $(BIN)/ruff format --check .
	@scripts/quietly "mypy" $(BIN)/mypy
	@scripts/quietly "import-linter" $(BIN)/lint-imports
	@scripts/quietly "djade" $(BIN)/djade --check $(TEMPLATES)
	@scripts/quietly "djhtml" $(BIN)/djhtml --check $(TEMPLATES)
	@scripts/quietly "migrations" $(BIN)/python manage.py makemigrations --check --dry-run
	@exec $(BIN)/python -m pytest $(TOGETHER) -m "not e2e and not faults"

build:
	@scripts/prepare build

format:
	@scripts/prepare dev
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .
	@$(BIN)/djade $(TEMPLATES)
	@$(BIN)/djhtml $(TEMPLATES)

# Hashed and without addresses: where packages come from is the installer's business.
lock:
	@scripts/prepare uv
	@$(COMPILE) pyproject.toml --output-file requirements/main.txt
	@$(COMPILE) pyproject.toml --group embedded --constraints requirements/main.txt --output-file requirements/demo.txt
	@$(COMPILE) pyproject.toml --group dev --constraints requirements/main.txt --output-file requirements/dev.txt
	@$(COMPILE) --group node --output-file requirements/node.txt

clean:
	rm -rf .boot .node .venv build node_modules .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
