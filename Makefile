# make run    the site at http://127.0.0.1:8000, with the demo clinic (DEMO=0: an empty one)
# make test   tests that answer soon       make test-all  all of them, with processes and a browser
# make dev    auto-reloading server        make lint      linters
# make test-postgresql   those that depend on the database, on a PostgreSQL server of their own
# make chaos  kills the site 500 times, breaks what it stands on, and counts what was lost (15 minutes)
# make install   what `make run` installs, without serving        make account   a first account with every right
# make lock      all hashes of what is installed   make audit   known vulnerabilities   make sbom   what it is made of
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000
export PORT
# Compiled modules are kept, wherever this runs: each process, and each worker of the tests, starts seconds sooner.
unexport PYTHONDONTWRITEBYTECODE
VENV := .venv
BIN := $(VENV)/bin
TOOLS := $(VENV)/tools

.PHONY: run install dev test test-all test-postgresql lint format account bench chaos quality lock audit sbom

run: $(VENV)/installed
	@$(BIN)/python manage.py serve

install: $(VENV)/installed

dev: $(VENV)/installed
	DEBUG=1 $(BIN)/python manage.py migrate --verbosity 0
	DEBUG=1 $(BIN)/python manage.py load_demo
	DEBUG=1 $(BIN)/python manage.py runserver 127.0.0.1:$(PORT)

account: $(VENV)/installed
	$(BIN)/python manage.py createsuperuser

PYTEST := $(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

test: $(VENV)/installed-dev
	$(PYTEST) -m "not process and not browser" $(ARGS)

test-all: $(VENV)/installed-dev $(TOOLS)/installed
	$(PYTEST) $(ARGS)

# What asks no database, or is alike on any, is seen by test-all.
test-postgresql: $(VENV)/installed-dev
	$(BIN)/python -m tests.on_postgresql $(PYTEST) -m "database and not looks" $(ARGS)

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	git ls-files -z 'templates/*.html' | xargs -0 $(BIN)/djade --target-version 5.2 --check
	$(BIN)/python manage.py makemigrations --check --dry-run

format: $(VENV)/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	git ls-files -z 'templates/*.html' | xargs -0 $(BIN)/djade --target-version 5.2

# What people change is requirements.txt; what is installed is its lock file, whose hashes pip holds every file to.
INSTALL := -m pip install --quiet --disable-pip-version-check --require-hashes
LOCK := $(TOOLS)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --emit-build-options \
	--no-config --custom-compile-command "make lock"

$(VENV)/installed: requirements.lock
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; see README.md."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what the site needs ..."
	@$(BIN)/python $(INSTALL) --requirement requirements.lock
	@touch $@

$(VENV)/installed-dev: requirements-dev.lock $(VENV)/installed
	@$(BIN)/python $(INSTALL) --requirement requirements-dev.lock
	@touch $@

$(TOOLS)/installed: deploy/tools.lock $(VENV)/installed
	@$(BIN)/python -m venv $(TOOLS)
	@$(TOOLS)/bin/python $(INSTALL) --no-compile --requirement deploy/tools.lock
	@touch $@

# Keeps what is locked but for what the lists changed; `make lock ARGS=--upgrade` takes the newest of everything.
lock: $(TOOLS)/installed
	$(LOCK) $(ARGS) --output-file requirements.lock requirements.txt
	$(LOCK) $(ARGS) --output-file deploy/s3.lock --constraint requirements.lock deploy/s3.txt
	$(LOCK) $(ARGS) --output-file requirements-dev.lock --constraint requirements.lock requirements-dev.txt
	$(LOCK) $(ARGS) --output-file deploy/tools.lock deploy/tools.txt

# Fails where a vulnerability is known, and where it could not look every package up; says which of the two.
audit: $(TOOLS)/installed
	@$(TOOLS)/bin/python deploy/audit.py $(ARGS) requirements.lock deploy/s3.lock requirements-dev.lock deploy/tools.lock

# CycloneDX 1.6, checked against its schema by the tool itself; the same lock gives the same bytes.
SBOM ?= sbom.json
sbom: $(TOOLS)/installed
	@$(TOOLS)/bin/cyclonedx-py requirements --validate --output-reproducible --spec-version 1.6 --output-format JSON \
		--output-file "$(SBOM)" requirements.lock
	@echo "Written: $(SBOM)"

bench: $(VENV)/installed-dev
	@$(BIN)/python -m tests.bench $(ARGS)

# Sites of its own on SQLite and PostgreSQL, on the loopback network alone; --help says what may be chosen.
chaos: $(VENV)/installed-dev
	@$(BIN)/python -m tests.chaos $(ARGS)

# How often search puts the right page first; QUALITY_POSTGRES names a database to compare with, MISSES=1 lists misses.
quality: $(VENV)/installed-dev
	@$(BIN)/python -m tests.quality
