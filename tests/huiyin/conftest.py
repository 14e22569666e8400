"""The office, for tests of the project that need one; and one in a folder of its own, as an operator has it on the disk."""

from pathlib import Path

import pytest

from publishing.press.run import press_all
from tests.crash.installation import copied, migrated, opened
from tests.house import make_house
from tests.prepared import walking
from tests.tracking.conftest import *  # noqa: F403


@pytest.fixture(scope="session")
def house_on_disk(tmp_path_factory, django_db_blocker) -> Path:
    """The data directory of a house, which nobody has open."""
    folder = migrated(tmp_path_factory.mktemp("keeping") / "house")
    with django_db_blocker.unblock(), opened(folder), walking():
        make_house()
        press_all()
    return folder


@pytest.fixture
def installation(house_on_disk, tmp_path, django_db_blocker, monkeypatch):
    """A copy of it, in which this process works; commands that it starts work there too."""
    monkeypatch.setenv("HUIYIN_DEBUG", "1")
    folder = copied(house_on_disk, tmp_path / "office")
    with django_db_blocker.unblock(), opened(folder):
        yield folder
