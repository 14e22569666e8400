"""What runs on one database alone, and why: a test that may not ask the database, and the folders and files named here.

On PostgreSQL run the models, the steps, the chain, searching, the ledger, the press, and whatever two do at once. A
path that no row names runs on both, so a new folder or file does until somebody says here why it need not.
"""

import pytest

FORMS = "forms, pages and words over querysets and steps that have tests of their own on both databases"
PAPERS = "workbooks and drafts are read and filled; the ledger and the figures behind them are tested on both databases"
PROCESS = "starts processes, or an installation of its own on SQLite"
SOURCE = "reads the source, the docs or the styles"

ONCE = {
    "tests/browser": PROCESS,
    "tests/crash": PROCESS,
    "tests/huiyin": FORMS,
    "tests/huiyin/keeping": PROCESS,
    "tests/huiyin/test_command_line.py": PROCESS,
    "tests/huiyin/test_ownership.py": PROCESS,
    "tests/huiyin/test_prepared.py": PROCESS,
    "tests/huiyin/test_serve.py": PROCESS,
    "tests/huiyin/test_wheel.py": PROCESS,
    "tests/huiyin/test_worker.py": PROCESS,
    "tests/publishing/evidence": PAPERS,
    "tests/publishing/press/test_nginx.py": PROCESS,
    "tests/publishing/test_account_keeper.py": FORMS,
    "tests/publishing/test_articles.py": FORMS,
    "tests/publishing/test_check_text.py": PAPERS,
    "tests/publishing/test_doors_of_the_editor.py": FORMS,
    "tests/publishing/test_drafting.py": PAPERS,
    "tests/publishing/test_drafts_of_the_office.py": PAPERS,
    "tests/publishing/test_evidence_in_review.py": FORMS,
    "tests/publishing/test_narrating.py": PAPERS,
    "tests/publishing/test_review_admin.py": FORMS,
    "tests/publishing/test_templates.py": FORMS,
    "tests/publishing/test_templates_in_a_browser.py": PROCESS,
    "tests/publishing/test_told_truly.py": PAPERS,
    "tests/publishing/test_unit_narrating.py": PAPERS,
    "tests/test_admin_language.py": FORMS,
    "tests/test_arrivals.py": FORMS,
    "tests/test_boundaries.py": SOURCE,
    "tests/test_docs.py": SOURCE,
    "tests/test_forms_matrix.py": FORMS,
    "tests/test_optimised.py": PROCESS,
    "tests/test_role_matrix.py": FORMS,
    "tests/test_styles.py": SOURCE,
    "tests/test_upgrades.py": PROCESS,
    "tests/tracking/admin": FORMS,
    "tests/tracking/ledger/test_mutated_workbooks.py": PAPERS,
    "tests/tracking/ledger/test_tables.py": PAPERS,
    "tests/tracking/reports": PAPERS,
    "tests/tracking/test_drafts_in_the_loop.py": FORMS,
    "tests/tracking/test_loop_matrix.py": FORMS,
    "tests/tracking/test_posting_matrix.py": FORMS,
    "tests/tracking/test_told_truly.py": PAPERS,
    "tests/tracking/test_views.py": FORMS,
}
"Folders and files that run on the first database alone, each with its reason."

BOTH = {
    "tests/huiyin/keeping/test_databases.py": "each database is copied and laid by its own tools",
    "tests/huiyin/test_search.py": "each database searches in its own way",
    "tests/tracking/admin/test_finding.py": "what is typed is compared by the database",
    "tests/tracking/admin/test_lists.py": "rows are ordered, counted and kept apart by the database",
    "tests/tracking/admin/test_records.py": "filters, order and search of the whole ledger",
    "tests/tracking/admin/test_two_at_once.py": "whoever saves second is kept waiting by the database",
    "tests/tracking/admin/test_year.py": "how many queries a page asks",
}
"Files of these folders that run on both all the same."


def asks_the_database(item: pytest.Item) -> bool:
    """Whether a test may ask the database at all: without the mark or the fixtures of pytest-django it can't."""
    return item.get_closest_marker("django_db") is not None or "django_db_setup" in item.fixturenames


def why_once(item: pytest.Item) -> str:
    """Why a test runs on one database alone; empty where it runs on both."""
    return reason(item.nodeid.partition("::")[0]) if asks_the_database(item) else "asks no database"


def reason(path: str) -> str:
    """What the row nearest to a path says; empty where it runs on both."""
    while path and path not in BOTH | ONCE:
        path = path.rpartition("/")[0]
    return ONCE.get(path, "")
