# Zwei Befehle: "make start" richtet ein und startet den Dienst, "make test" richtet ein und prüft alles.
SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
INDEX ?= index
DOCUMENTS ?= korpus/beispiele/dokumente
BIN := .venv/bin

.PHONY: start test lint bench model samples clean

start: .venv/installed
	@mkdir -p $(INDEX)
	@$(BIN)/fundstelle index $(DOCUMENTS) --index $(INDEX)
	@$(BIN)/fundstelle serve --index $(INDEX) --host $(HOST) --port $(PORT)

test: .venv/installed-test lint
	@tests/install-browser
	@PORT=$(PORT) $(BIN)/python -m pytest --cov --cov-report=term

lint: .venv/installed-test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: .venv/installed-bench
	@$(BIN)/python -m benchmarks.speed

model: .venv/installed
	@$(BIN)/python -m modelle.training.train --data ../shared/data/train --work /tmp/fundstelle-training

samples: .venv/installed-test
	@$(BIN)/python -m korpus.beispiele.erzeugen

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'Fundstelle braucht Python 3.11 oder neuer; bitte mit PYTHON=/pfad/zu/python3.11 angeben.' >&2; exit 1; }
	@$(PYTHON) -m venv .venv

.venv/installed: pyproject.toml | .venv/bin/python
	@echo 'Fundstelle wird eingerichtet; das dauert beim ersten Mal einige Minuten ...'
	@$(BIN)/python -m pip install --quiet --editable .
	@touch $@

.venv/installed-test: pyproject.toml | .venv/bin/python
	@$(BIN)/python -m pip install --quiet --editable '.[test]'
	@touch $@ .venv/installed

.venv/installed-bench: pyproject.toml | .venv/bin/python
	@$(BIN)/python -m pip install --quiet --editable '.[test,bench]'
	@touch $@ .venv/installed .venv/installed-test

clean:
	rm -rf .venv $(INDEX) .pytest_cache .mypy_cache .ruff_cache
