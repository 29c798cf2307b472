# What one does with the hub from a checkout: `make up` runs it, `make test` tries it.

PYTHON ?= $(shell for one in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$one -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { command -v $$one; break; }; done)
BIN := .venv/bin
UV := UV_PYTHON_DOWNLOADS=never UV_SYSTEM_CERTS=1 VIRTUAL_ENV=$(CURDIR)/.venv .tools/bin/uv
UV_VERSION := 0.13.9
# One more than a small machine has cores: one of them mostly waits for the clock of a hub that runs.
JOBS ?= 3
# Once here instead of at every start, for whoever may not or will not write bytecode beside the sources.
COMPILE := $(BIN)/python -m compileall -q -j 0 .venv/lib hub workers >/dev/null || true
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: up test soak bench bench-waiting reset install lock lint format types messages messages-check migrations-check dump clean
.DEFAULT_GOAL := up

up: install
	@exec $(BIN)/hub up

# Bytecode is written in any case: else each process would compile all tests, and all that changed since, for itself.
test: install .venv/.tests-installed
	@PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -n $(JOBS)

# Twenty runs of three minutes in which parts of a hub die, stand still or run full while people send; SOAK_RUNS says
# how many. The account of it is in soak.txt.
soak: install .venv/.tests-installed
	@$(BIN)/python -m tests.faults.harness --runs $${SOAK_RUNS:-20} --report soak.txt

# Seeds scratch databases and measures the hub beside its limits; BENCH_REFERRALS says how large (100000).
bench: install .venv/.tests-installed
	@$(BIN)/python -m bench

# Ten thousand mails wait in a mailbox (needs dovecot-imapd); BENCH_MAILS says how many.
bench-waiting: install .venv/.tests-installed
	@$(BIN)/python -m bench.waiting

# Empties the state folder (HUB_STATE); removes by name only what the hub made there.
reset: install
	@exec $(BIN)/hub reset --yes

install: .venv/.installed static/build/htmx.min.js .venv/.compiled

lint: .venv/.tests-installed
	$(BIN)/ruff check
	$(BIN)/ruff format --check

format: .venv/.tests-installed
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

types: .venv/.tests-installed
	$(BIN)/mypy

messages: install
	$(BIN)/python tools/messages.py extract

messages-check: install
	$(BIN)/python tools/messages.py check

# Up, down to nothing and up again on a scratch database; then the tables have to be what the models say. And the data
# of each released schema has to come through.
migrations-check: install
	$(BIN)/python -m tools.migrations

# Writes the schema of today down with data in it, once for each release that has another one than the last.
dump: install
	$(BIN)/python -m tools.dumps

# Resolves the dependencies anew. The resolver's own file names download addresses, so it stays out of the project.
lock: .tools/.installed
	$(UV) lock --upgrade
	$(UV) export --quiet --no-header --no-emit-project --extra embedded --no-default-groups -o requirements/run.txt
	$(UV) export --quiet --no-header --no-emit-project --extra embedded --no-default-groups --group test \
		-o requirements/test.txt
	$(UV) export --quiet --no-header --only-group build -o requirements/build.txt
	echo 'uv==$(UV_VERSION)' | $(UV) pip compile - --quiet --no-header --no-annotate --generate-hashes \
		-o requirements/tools.txt
	npm install --package-lock-only

# Only what can be made again, by name.
clean:
	rm -rf -- .venv .tools node_modules static/build

# The stamps below make a second run quick: each is older than nothing it was made from.

.tools/.installed: requirements/tools.txt
	@test -n "$(PYTHON)" || { echo "The hub needs Python 3.11 or newer: install it, or name it with make PYTHON=…" >&2; exit 1; }
	@"$(PYTHON)" -m pip --version >/dev/null 2>&1 || { \
		echo "pip is missing for $(PYTHON): install it (Debian: apt install python3-pip)." >&2; exit 1; }
	@echo "[1/5] Fetching the installer …"
	@"$(PYTHON)" -m pip install --quiet --upgrade --target .tools --require-hashes -r requirements/tools.txt
	@touch $@

.venv/.installed: .tools/.installed requirements/run.txt requirements/build.txt pyproject.toml
	@echo "[2/5] Making the environment in .venv …"
	@test -x $(BIN)/python || $(UV) venv --quiet --allow-existing --python "$(PYTHON)" .venv
	@echo "[3/5] Installing $$(grep -c == requirements/run.txt) packages …"
	@$(UV) pip install --require-hashes -r requirements/run.txt -r requirements/build.txt
	@$(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	@$(COMPILE)
	@touch $@

.venv/.tests-installed: .venv/.installed requirements/test.txt
	@echo "Installing what the tests need …"
	@$(UV) pip install --require-hashes -r requirements/test.txt
	@$(COMPILE)
	@touch $@

static/build/htmx.min.js: package.json package-lock.json
	@command -v npm >/dev/null || { echo "npm is missing: install node (Debian: apt install nodejs npm)." >&2; exit 1; }
	@echo "[4/5] Fetching the front end …"
	@npm ci --silent
	@mkdir -p static/build
	@cp node_modules/htmx.org/dist/htmx.min.js $@
	@touch $@

.venv/.compiled: .venv/.installed $(wildcard locale/*/LC_MESSAGES/*.po)
	@echo "[5/5] Compiling the translations …"
	@$(BIN)/python tools/messages.py compile >/dev/null
	@touch $@
