"""A backup, for tests of what becomes of it."""

from pathlib import Path

import pytest
from django.core.management import call_command

from tests.crash.installation import opened


@pytest.fixture(scope="session")
def kept(house_on_disk, tmp_path_factory, django_db_blocker) -> Path:
    """A backup of that house."""
    target = tmp_path_factory.mktemp("kept") / "huiyin.zip"
    with django_db_blocker.unblock(), opened(house_on_disk):
        call_command("backup", str(target), verbosity=0)
    return target
