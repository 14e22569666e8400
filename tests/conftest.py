"""What every part of the suite may ask for."""

import shutil

import pytest
from django.db import connection

from tests import databases


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, django_db_blocker):
    """The test database starts as a copy of one that is migrated already."""
    with django_db_blocker.unblock():
        databases.ready(connection)


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium, started once a process: Playwright does not run twice in one."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--lang=zh-CN"]
        )
        yield chromium
        chromium.close()
