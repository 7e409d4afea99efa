# Two commands: `make lab` opens the course, `make test` proves it. Everything else is `.venv/bin/course --help`.
PYTHON ?= python3
LAB_ARGS ?=
TEST_ARGS ?=
BIN := .venv/bin

.PHONY: lab test setup build bench
lab: setup
	@$(BIN)/course lab $(LAB_ARGS)

test: setup
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile $(TEST_ARGS)

build: setup
	$(BIN)/course build

bench: setup
	$(BIN)/python -m bench

setup:
	@$(PYTHON) course/lab/bootstrap.py
