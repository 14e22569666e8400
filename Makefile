# Two commands matter: `make demo` (set up, load the example, serve) and `make test` (set up, run every check).
PORT ?= 8000
VENV := .venv
PYTHON := $(VENV)/bin/python
HUIYIN := $(VENV)/bin/huiyin
READY := $(VENV)/.ready
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: demo test lint docs prepared bench crash writers lock clean
.DEFAULT_GOAL := demo

$(READY): requirements-dev.lock pyproject.toml
	@command -v python3 >/dev/null || .ci/need python3
	@python3 -c 'import ensurepip, venv' 2>/dev/null || .ci/need python3-venv
	python3 -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --require-hashes -r requirements-dev.lock
	$(VENV)/bin/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY)
	@.ci/demo $(PORT)

test: $(READY)
	@.ci/test

lint: $(READY)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	PYTHONPATH=site:. $(VENV)/bin/lint-imports
	$(VENV)/bin/djlint templates tracking/templates publishing/templates --lint --quiet
	HUIYIN_DEBUG=1 $(VENV)/bin/mypy

docs: $(READY)
	HUIYIN_TEST_WRITE_DOCS=1 $(PYTHON) -m pytest -q tests/tracking/test_loop_matrix.py tests/test_docs.py::test_the_table_of_figures_is_that_of_the_registry

prepared: $(READY)
	PYTHONPATH=site:. HUIYIN_DEBUG=1 $(PYTHON) -m huiyin.prepared

bench: $(READY)
	@.ci/need nginx-light wrk
	$(PYTHON) -m tests.performance.bench

# Kill -9 at random moments, a hundred times each act; then one timer run, and all must be right (ONLY=step KILLS=10).
crash: $(READY)
	PYTHONPATH=site:. $(PYTHON) -m tests.crash --kills $(or $(KILLS),100) $(addprefix --only ,$(ONLY))

# Eight people at work at once for 75 seconds, on SQLite or on what HUIYIN_DATABASE_URL names.
writers: $(READY)
	PYTHONPATH=site:. $(PYTHON) -m tests.performance.writers

lock: $(READY)
	$(VENV)/bin/pip install --quiet uv
	$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 pyproject.toml --generate-hashes --no-emit-index-url --no-header --no-annotate \
	    --constraint .ci/constraints.txt --output-file requirements.lock
	$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 pyproject.toml --group dev --generate-hashes --no-emit-index-url --no-header --no-annotate \
	    --constraint requirements.lock --output-file requirements-dev.lock

clean:
	rm -rf $(VENV) dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
