.DEFAULT_GOAL := help
.PHONY: help run dev setup test coverage check lint format content messages handbook bench prove lock
MANAGE = DJANGO_SETTINGS_MODULE=malmoandan.settings.dev .venv/bin/python manage.py
UV = $(shell command -v uv || echo .venv/bin/uv)
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header

help: ## List these commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: ## Start the site as in production, on http://localhost:8000 (PORT=… for another port)
	@.ci/serve

dev: ## Start with reload and debug pages
	@.ci/setup
	@$(MANAGE) prepare
	@$(MANAGE) runserver $${PORT:-8000}

setup: ## Install everything into .venv and make .env
	@.ci/setup

test: ## Lint, checks, and the suite on SQLite, PostgreSQL and in a browser (JOB=sqlite for one)
	@.ci/test $(JOB)

coverage: ## Run the suite on SQLite and tell which lines and branches it leaves untried
	@.ci/setup
	@.venv/bin/pytest -n 2 --dist loadgroup --cov --cov-report=term

check: ## Checks of Django and missing migrations only
	@.ci/setup
	@$(MANAGE) check
	@$(MANAGE) makemigrations --check --dry-run

lint: ## Look for faults in code and templates
	@.ci/setup
	@.venv/bin/ruff check . && .venv/bin/ruff format --check .
	@find templates -name '*.html' | xargs .venv/bin/djhtml --check --tabwidth 2

format: ## Put code and templates in order
	@.ci/setup
	@.venv/bin/ruff check --fix . ; .venv/bin/ruff format .
	@find templates -name '*.html' | xargs .venv/bin/djhtml --tabwidth 2

content: ## Load the files of content/ that have never been loaded
	@.ci/setup runtime
	@.venv/bin/python manage.py load_content

messages: ## Compile locale/ after a change (needs gettext)
	@cd locale/sv/LC_MESSAGES && for name in django djangojs; do \
		msgfmt --check-format --check-domain -o $$name.mo $$name.po; done

handbook: ## Take the pictures of the editors' handbook anew, of the running admin (needs Chromium)
	@.ci/setup
	@DJANGO_SETTINGS_MODULE=malmoandan.settings.test .venv/bin/python -m tests.handbook_pictures

bench: ## Measure every goal of speed on both databases (PART="pages changes browser growth")
	@.ci/setup
	@.venv/bin/python -m tests.bench $(PART); alone=$$?; \
		.venv/bin/python -m tests.postgres .venv/bin/python -m tests.bench $(PART) && exit $$alone

prove: ## Sabotage the site, part by part (an hour at most; PART=lexicon for one)
	@.ci/setup
	@.venv/bin/python -m tests.prove $(PART)

lock: ## Make the lock files anew after a change in pyproject.toml
	@.ci/setup
	@$(COMPILE) pyproject.toml -o requirements.lock
	@$(COMPILE) --extra s3 -c requirements.lock pyproject.toml -o requirements-s3.lock
	@$(COMPILE) --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
