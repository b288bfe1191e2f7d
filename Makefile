# Needs Python 3.11 or newer, nothing else: `make run` brings its own database and message broker.
.DEFAULT_GOAL := help
.PHONY: help run test check smoke chaos bench messages requirements clean
.SILENT:

PORT ?= 8000
X_PORT ?= 8001

VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.run-installed
DEV_STAMP := $(VENV)/.dev-installed
RUN_LOCKS := requirements.txt requirements-embedded.txt
DEV_LOCKS := $(RUN_LOCKS) requirements-dev.txt
LOCKED := --quiet --require-hashes --only-binary :all:

UV := $(shell command -v uv)
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& command -v "$$name" && break; done)

# As in production, so that `check --deploy` judges what will run there. Nobody is called.
AS_IN_PRODUCTION = env -u DEBUG -u DEMO -u INSECURE_HTTP DJANGO_SETTINGS_MODULE=shirai_sns.settings \
	SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
	DATABASE_URL=postgresql://nobody@localhost:1/none REDIS_URL=redis://localhost:1/0 \
	ALLOWED_HOSTS=sns.example.lg.jp CSRF_TRUSTED_ORIGINS=https://sns.example.lg.jp \
	EMAIL_HOST=mail.example.lg.jp DEFAULT_FROM_EMAIL=sns@example.lg.jp

help: ## this list
	sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

run: $(RUN_STAMP) ## start everything: the application on PORT (8000), the local X on X_PORT (8001)
	exec $(BIN)/python -m devstack run --port $(PORT) --x-port $(X_PORT)

test: $(DEV_STAMP) ## all tests, those in the browser too (ARGS=... goes to pytest)
	$(BIN)/python -m pytest -n 2 -q $(ARGS)

check: $(DEV_STAMP) ## style, types, layers, templates, migrations, deployment, container files
	echo "ruff" && $(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check .
	echo "mypy" && $(AS_IN_PRODUCTION) $(BIN)/mypy
	echo "import-linter" && $(BIN)/lint-imports --no-logo
	echo "djade" && find templates -name '*.html' -exec $(BIN)/djade --check --target-version 5.2 {} +
	echo "migrations" && $(AS_IN_PRODUCTION) $(BIN)/python -W ignore::RuntimeWarning \
		manage.py makemigrations --check --dry-run
	echo "deployment" && $(AS_IN_PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING
	echo "hadolint" && $(BIN)/hadolint Dockerfile
	echo "compose" && $(BIN)/check-jsonschema --quiet \
		--builtin-schema vendor.compose-spec docker-compose.yml

smoke: $(DEV_STAMP) ## one post through the whole stack (X_API_BASE_URL=... to use another X)
	$(BIN)/python -m tests.smoke

chaos: $(DEV_STAMP) ## N=1000 posts while everything fails (SEED=..., EXPECTED=file.json, X_API_BASE_URL=...)
	$(BIN)/python -m tests.chaos

bench: $(DEV_STAMP) ## figures of this machine, each beside its floor (ONLY=... for one part)
	$(BIN)/python -m tests.bench $(ONLY)

# Needs gettext (xgettext, msgfmt). Only Japanese is kept: the source is English.
messages: $(DEV_STAMP) ## collect the words of the pages for translation, and compile them
	$(AS_IN_PRODUCTION) $(BIN)/python manage.py makemessages -l ja --no-location \
		--ignore tests --ignore .venv --ignore .run --ignore x_sandbox --ignore devstack
	$(AS_IN_PRODUCTION) $(BIN)/python manage.py compilemessages -l ja

requirements: $(BIN)/python ## compile the requirements*.in files (UPGRADE=1 for newer versions)
	uv="$(UV)"; if [ -z "$$uv" ]; then $(BIN)/python -m pip install --quiet uv; uv=$(BIN)/uv; fi; \
	for name in requirements requirements-sandbox requirements-embedded requirements-dev; do \
		"$$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-emit-find-links --custom-compile-command 'make requirements' \
			$(if $(UPGRADE),--upgrade) "$$name.in" --output-file "$$name.txt" || exit 1; \
	done

clean: ## remove the virtual environment and .run, the demonstration's data with it
	if [ -e .run ]; then "$(PYTHON)" -m devstack clean; fi
	rm -rf $(VENV)

$(BIN)/python:
	if [ -z "$(PYTHON)" ]; then echo "Python 3.11 or newer is needed, and none was found." >&2; exit 1; fi
	"$(PYTHON)" -m venv $(if $(UV),--without-pip) $(VENV) || { rm -rf $(VENV); exit 1; }

$(RUN_STAMP): $(RUN_LOCKS) | $(BIN)/python
	$(call install,$(RUN_LOCKS))

$(DEV_STAMP): $(DEV_LOCKS) | $(BIN)/python
	$(call install,$(DEV_LOCKS))
	touch $(RUN_STAMP)

define install
echo "Installing $(1) ..."
$(if $(UV),$(UV) pip install --python $(BIN)/python,$(BIN)/python -m pip install --quiet \
	--disable-pip-version-check) $(LOCKED) $(addprefix -r ,$(1))
touch $@
endef
