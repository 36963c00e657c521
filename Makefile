# Fabbriche Aperte Piemonte: `make run` and `make test` need Python 3.11+ and make, nothing else.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
# Two processes at a time; PYTEST_ARGS= runs the tests one after the other.
PYTEST_ARGS ?= -n 2
POSTGRES_URL ?= postgres://postgres@127.0.0.1:5432/postgres
TEST_REDIS_URL ?= redis://127.0.0.1:6379/15

.DEFAULT_GOAL := help
.PHONY: help run test test-postgres html lint demo assets messages screenshots bench lighthouse clean

help: ## Show what can be made
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run-installed: $(BIN)/python requirements.txt constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -c constraints.txt
	touch $@

$(VENV)/.dev-installed: $(BIN)/python requirements.txt requirements-dev.txt constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt -c constraints.txt
	touch $@ $(VENV)/.run-installed

run: $(VENV)/.run-installed ## Install, migrate, load demo content if empty, start web server and worker
	SITE_URL=$${SITE_URL:-http://localhost:$(PORT)} $(BIN)/python manage.py migrate --verbosity 0
	SITE_URL=$${SITE_URL:-http://localhost:$(PORT)} $(BIN)/python manage.py demo_content --if-empty
	$(BIN)/python manage.py start --port $(PORT)

demo: $(VENV)/.run-installed ## Load or refresh the demo content (demo_content --remove takes it away)
	$(BIN)/python manage.py migrate --verbosity 0
	$(BIN)/python manage.py demo_content

test: $(VENV)/.dev-installed ## Run the whole suite on SQLite, browser tests included when Chromium is found
	env -u DATABASE_URL -u REDIS_URL $(BIN)/python -m pytest $(PYTEST_ARGS)

# What can't depend on the database is run on SQLite only; in the browser one booking is made here too.
SAME_ON_EVERY_DATABASE := tests/browser/test_[!b]* tests/languages/* tests/media/* tests/home/test_[!s]* \
	tests/portal/test_demo_content.py tests/portal/test_error_pages.py tests/portal/test_second_factor.py \
	tests/events/test_tickets.py tests/events/test_calendar_file.py tests/events/test_mails.py \
	tests/factories/test_application_*.py tests/factories/test_map.py

test-postgres: $(VENV)/.dev-installed ## Run the suite on PostgreSQL and Redis
	DATABASE_URL=$(POSTGRES_URL) REDIS_URL=$(TEST_REDIS_URL) $(BIN)/python -m pytest $(PYTEST_ARGS) \
		-m 'not one_database' $(SAME_ON_EVERY_DATABASE:%=--ignore-glob='%')

html: $(VENV)/.dev-installed ## Check the HTML of every public page (needs Java; fetches the Nu checker once)
	$(BIN)/python -m tests.browser.checker
	env -u DATABASE_URL -u REDIS_URL REQUIRE_HTML_CHECKER=1 $(BIN)/python -m pytest tests/browser/test_html.py

lint: $(VENV)/.dev-installed ## Check style and formatting
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

messages: $(VENV)/.dev-installed ## Extract the texts of the interface and compile the catalogues of all site languages
	$(BIN)/python manage.py messages

assets: ## Build style sheet, scripts and icons again (maintainers only: needs Node 20)
	cd portal/assets && npm ci && npm run build

screenshots: $(VENV)/.dev-installed ## Take pictures of the running demo, and of every state, at 360, 768 and 1280 px (needs Chromium)
	$(BIN)/python -m tests.screenshots --base-url http://localhost:$(PORT)
	$(BIN)/python -m pytest -q tests/browser/pictures.py

bench: $(VENV)/.run-installed ## Measure reading pages and bookings on a demo of their own (docs/performance.md)
	$(BIN)/python -m bench.pages
	$(BIN)/python -m bench.booking

lighthouse: $(VENV)/.run-installed ## Look at the first pages of a visit with Lighthouse (needs Node 20 and Chromium)
	$(BIN)/python -m bench.lighthouse

clean: ## Remove the virtual environment and everything the portal wrote
	rm -rf $(VENV) var
