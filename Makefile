# make demo   build the knowledge base of this repository and try it
# make test   run the whole test suite
# make serve  browse the knowledge base
#
# PIP_OPTIONS is passed to pip. On Linux, torch from the default index brings
# gigabytes of CUDA along; name PyTorch's CPU wheel index here to avoid that:
#   make demo PIP_OPTIONS="--extra-index-url <PyTorch's CPU wheel index>"

PYTHON ?= python3
VENV ?= .venv
PIP_OPTIONS ?=
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# 1: built, but for some files, which it has named.
BUILD = $(BIN)/diffusionkb build || { test $$? -eq 1 && \
	echo "Going on without what could not be used."; }
QUERY ?= pilots that never scale
TEST_WORKERS ?= 2

.PHONY: demo test serve lint browser-test install install-dev

demo: $(VENV)/.installed
	@$(BUILD)
	@printf '\n$$ diffusionkb search "%s" -n 2\n\n' "$(QUERY)"
	@$(BIN)/diffusionkb search "$(QUERY)" -n 2
	@printf '\n$$ diffusionkb evidence M3 -n 1\n\n'
	@$(BIN)/diffusionkb evidence M3 -n 1
	@printf '\nBrowse it: make serve   Ask it: %s/diffusionkb --help\n' "$(BIN)"

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -m "not browser" -n $(TEST_WORKERS) --dist loadfile

browser-test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -m browser

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

serve: $(VENV)/.installed
	@$(BUILD)
	@$(BIN)/diffusionkb serve

install: $(VENV)/.installed
install-dev: $(VENV)/.installed-dev

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade pip

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Installing (about 1.7 GB, a few minutes the first time) …"
	$(PIP) install $(PIP_OPTIONS) -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml constraints.txt $(VENV)/.installed
	$(PIP) install $(PIP_OPTIONS) -c constraints.txt -e . --group dev
	@touch $@
