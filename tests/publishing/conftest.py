"""A small portal for every test of publishing: its tree, its people, its folder of pressed files."""

from pathlib import Path

import pytest
from django.core.cache import cache

from publishing.models import PortalSettings
from tests.prepared import prepared
from tests.publishing.newsroom import Newsroom, make_newsroom
from tests.publishing.pressing import pressed_folder


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PRESSED_DIR = tmp_path / "pressed"
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    cache.clear()


@pytest.fixture
def newsroom(db) -> Newsroom:
    """The portal's columns, and an account for each role of publishing."""
    return make_newsroom()


def named_portal() -> PortalSettings:
    """The portal's settings with a name, saved."""
    found = PortalSettings.current()
    found.name = "示例区人民政府"
    found.save()
    return found


@pytest.fixture
def portal_settings(newsroom) -> PortalSettings:
    """The portal's settings, saved: a demonstration of 示例区人民政府."""
    return prepared(("portal settings",), named_portal)


@pytest.fixture
def pressed(newsroom, portal_settings) -> Path:
    """The folder of pressed files, up to date."""
    return pressed_folder()


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """`with committed(): …` runs what waits for the commit, the press above all."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
