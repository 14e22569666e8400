"""An office with a portal in a folder of its own, as an operator has it on the disk; made once, copied for each test."""

from pathlib import Path

import pytest
from django.core.management import call_command

from tests.crash.installation import copied, migrated, opened
from tests.house import make_house


@pytest.fixture(scope="session")
def house_on_disk(tmp_path_factory, django_db_blocker) -> Path:
    """The data directory of a house, which nobody has open."""
    folder = migrated(tmp_path_factory.mktemp("keeping") / "house")
    with django_db_blocker.unblock(), opened(folder):
        make_house()
    return folder


@pytest.fixture
def office(house_on_disk, tmp_path, django_db_blocker, monkeypatch):
    """A copy of it, in which this process works; commands that it starts work there too."""
    monkeypatch.setenv("HUIYIN_DEBUG", "1")
    folder = copied(house_on_disk, tmp_path / "office")
    with django_db_blocker.unblock(), opened(folder):
        yield folder


@pytest.fixture(scope="session")
def kept(house_on_disk, tmp_path_factory, django_db_blocker) -> Path:
    """A backup of that house."""
    target = tmp_path_factory.mktemp("kept") / "huiyin.zip"
    with django_db_blocker.unblock(), opened(house_on_disk):
        call_command("backup", str(target), verbosity=0)
    return target
