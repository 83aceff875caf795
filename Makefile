# make run    the site at http://127.0.0.1:8000, with the demo clinic (DEMO=0: an empty one)
# make test   tests that answer soon       make test-all  all of them, with processes and a browser
# make dev    auto-reloading server        make lint      linters
# make test-postgresql   those that depend on the database, on a PostgreSQL server of their own
# make install   what `make run` installs, without serving        make account   a first account with every right
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000
export PORT
# Compiled modules are kept, wherever this runs: each process, and each worker of the tests, starts seconds sooner.
unexport PYTHONDONTWRITEBYTECODE
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run install dev test test-all test-postgresql lint format account bench quality

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

test-all: $(VENV)/installed-dev
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

$(VENV)/installed: requirements.txt
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; see README.md."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what the site needs ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

bench: $(VENV)/installed-dev
	@$(BIN)/python -m tests.bench $(ARGS)

# How often search puts the right page first; QUALITY_POSTGRES names a database to compare with, MISSES=1 lists misses.
quality: $(VENV)/installed-dev
	@$(BIN)/python -m tests.quality
