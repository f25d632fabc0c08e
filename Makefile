# 社工学堂. `make run` serves the demo, `make test` runs every check and test. Both need python3 >= 3.11 with venv and a package registry.
PORT ?= 8000
HOST ?= 127.0.0.1
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.base
DEVSTAMP := $(VENV)/.dev
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup run test check translations benchmarks clean

help:
	@echo "make run        set up, load the demo (交口县), serve http://$(HOST):$(PORT)   (PORT=, HOST=)"
	@echo "make test       set up, run every check and test"
	@echo "make check      ruff, mypy, import contracts, djlint, translations"
	@echo "make setup      what both share: .venv with pinned, hashed requirements"

setup: $(STAMP)

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "python3 is missing. Debian/Ubuntu: apt install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is too old: 3.11 or newer is needed. Name another with PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "The module venv is missing. Debian/Ubuntu: apt install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(STAMP): requirements/base.txt pyproject.toml elearn/translations/zh_Hans_CN/LC_MESSAGES/messages.po | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/base.txt
	$(BIN)/python -m pip install --quiet --no-build-isolation --no-deps -e .
	$(BIN)/pybabel --quiet compile -d elearn/translations
	@touch $@

$(DEVSTAMP): requirements/dev.txt $(STAMP)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

run: $(STAMP)
	@$(BIN)/elearn demo --keep
	@$(BIN)/elearn serve --host $(HOST) --port $(PORT)

check: $(DEVSTAMP)
	$(BIN)/ruff check -q .
	$(BIN)/ruff format -q --check .
	$(BIN)/mypy elearn
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/python -m tests.translations

test: check
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

translations: $(DEVSTAMP)
	$(BIN)/pybabel -q extract -F babel.cfg -k marked -k _l --no-location --sort-output --project elearn -o elearn/translations/messages.pot .
	$(BIN)/pybabel -q update -i elearn/translations/messages.pot -d elearn/translations -l zh_Hans_CN --no-fuzzy-matching --ignore-obsolete
	$(BIN)/pybabel -q compile -d elearn/translations

benchmarks: $(DEVSTAMP)
	$(BIN)/python -m benchmarks.page_weight
	$(BIN)/python -m benchmarks.import_speed
	$(BIN)/python -m benchmarks.board_speed
	$(BIN)/python -m benchmarks.exam_statistics
	$(BIN)/python -m benchmarks.exam_storm
	$(BIN)/python -m benchmarks.exam_faults
	$(BIN)/python -m benchmarks.check_ins --seconds 60
	$(BIN)/python -m benchmarks.roster_import
	$(BIN)/python -m benchmarks.reports

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
