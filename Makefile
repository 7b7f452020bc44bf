# Regioplan-assistent. Needs Python 3.11 or newer and make; everything else is installed into .venv.
# `make help` prints the lines that begin with ##.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PEERS := $(VENV)/.peers
.DEFAULT_GOAL := help
.PHONY: help app test check bench load eval crash scale model format clean

## help    this list
help:
	@sed -n 's/^## /  make /p' $(MAKEFILE_LIST)

## app     install what is needed, build the index and open the app in the browser
app: $(READY)
	@$(BIN)/regioplan serve

## test    install what is needed and run all tests
test: $(READY)
	@$(BIN)/python -m pytest

## check   format, lint and types: what CI runs before the tests
check: $(READY)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

## eval    the fixed question set: ours and the pipelines to compare with, on both halves; takes four minutes
eval: $(PEERS)
	@$(BIN)/regioplan eval --split alle --pipeline alles

## bench   time and memory: cold start, index, warm answers, each beside a floor measured in the same run
bench: $(READY)
	@$(BIN)/python -m evals.bench

## load    20 and 100 people at once over WebSocket, every answer compared; takes ten minutes
load: $(READY)
	@$(BIN)/python -m evals.load

## crash   300 killed ingests and 200 failing writes; takes half an hour
crash: $(READY)
	@$(BIN)/python -m evals.crash

## scale   index 250 to 2000 generated documents: throughput, memory, retrieval; takes half an hour
scale: $(READY)
	@$(BIN)/python -m evals.scale

## model   train the built-in embedding and the weights of answers anew; takes fifteen minutes
model: $(READY)
	@$(BIN)/python -m training.make
	@$(BIN)/python -m training.answers

## format  rewrite the code in the house format
format: $(READY)
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

## clean   remove the virtual environment and all that the assistant made
clean:
	rm -rf $(VENV) .data .mypy_cache .ruff_cache .pytest_cache *.egg-info

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 of nieuwer is nodig; dit is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	@echo "De programmabibliotheken worden geïnstalleerd in $(VENV); dat duurt de eerste keer enkele minuten." >&2
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,taalmodel]'
	@touch $(READY)

$(PEERS): $(READY)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,taalmodel,peers]'
	@touch $(PEERS)
