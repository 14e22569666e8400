"""What every part of the suite may ask for."""

import gc
import os
import shutil
import tempfile
import warnings

import pytest
from django.db import connection, transaction
from django.test import TransactionTestCase
from hypothesis import settings

from tests import databases, prepared
from tests.once import runs_on_both
from tracking.wording.local import words_here

# The same examples in every run, so that a run that fails fails again; HUIYIN_TEST_RANDOM=1 looks for others.
settings.register_profile("suite", derandomize="HUIYIN_TEST_RANDOM" not in os.environ, deadline=None)
settings.load_profile("suite")
# Where the program writes a file for a moment only (a workbook's sheets, an upload): see tests/settings.py.
tempfile.tempdir = os.environ["PYTEST_DEBUG_TEMPROOT"]


def pytest_collection():
    """The place's words are never read by themselves: no query comes at a moment of its own."""
    words_here.source = None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """What runs on one database alone is marked so: `-m "not once"` is what PostgreSQL gets."""
    for item in items:
        if not runs_on_both(item):
            item.add_marker("once")


def pytest_collection_finish():
    """What was imported is there to the end: it is not looked through for garbage again and again, nor is garbage so often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


def pytest_sessionfinish():
    """What the tests left in circles goes: a file still open then is told by its name, for no test can be named for it."""
    with warnings.catch_warnings():
        warnings.simplefilter("default", ResourceWarning)
        for _circle_within_another in range(5):
            gc.collect()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup():
    """What the test before wrote was undone, and the words are again those that every place begins with."""
    prepared.at_rest()
    words_here.forget()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, django_db_blocker, pytestconfig):
    """The test database starts as a copy of one that is migrated already; the first run says that it makes that one."""
    terminal = pytestconfig.pluginmanager.get_plugin("terminalreporter")
    with django_db_blocker.unblock():
        databases.ready(connection, say=terminal.write_line if terminal else print)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """After a test that works without a transaction the database is as the migrations left it, not empty."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        prepared.remember()
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: prepared.as_migrated())
        yield


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium, started once a process: Playwright does not run twice in one.

    The headless shell is the same Chromium without windows, tabs and menus, which cost more than the pages in them.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium-headless-shell") or shutil.which("chromium"),
            args=["--no-sandbox", "--lang=zh-CN"],
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    """One house for all tests of a module; what was made is undone at its end."""
    from tests.house import make_house

    with django_db_blocker.unblock(), transaction.atomic():
        yield make_house()
        connection.set_rollback(True)
