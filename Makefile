# Keydesk: `make run` starts everything, `make test` tests it. Needs git, make and Python 3.11.

PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3.11)
BIN := .venv/bin
READY := .venv/requirements.installed

.PHONY: run manage test check bench fmt clean messages requirements

run: $(READY)
	@exec $(BIN)/python -m stack.run

# One command of manage.py on the demo's data: make manage ARGS="demo_accounts --json"
manage: $(READY)
	@exec $(BIN)/python -m stack.command $(ARGS)

test: $(READY)
	@$(BIN)/python -m stack.browser
	@exec $(BIN)/pytest --numprocesses 2 --dist loadfile $(TESTS)

check: $(READY)
	@exec $(BIN)/python -m stack.check

bench: $(READY)
	@exec $(BIN)/python -m bench

fmt: $(READY)
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format --quiet .
	@find templates -name '*.html' -exec $(BIN)/djhtml --tabwidth 2 {} +

# Collects the texts for translators and compiles what they wrote.
messages: $(READY)
	@exec $(BIN)/python -m stack.messages

# Pins every package with its hashes, from the two .in files.
requirements: $(READY)
	@$(BIN)/python -m stack.requirements

clean:
	rm -rf .venv .keydesk staticfiles .mypy_cache .ruff_cache .hypothesis htmlcov .coverage

# The list is compared by content: a fresh checkout may share an environment that fits.
$(READY): requirements-dev.txt
	@$(PYTHON) stack/preflight.py
	@cmp -s $< $@ || { \
	  echo "Installing Keydesk's packages into .venv (once; about a minute) ..." && \
	  $(PYTHON) -m venv .venv && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $< && \
	  cp $< $@; }
	@touch $@
