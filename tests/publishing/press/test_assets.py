"""Static files are collected when they must be, and only then."""

import os

import pytest
from django.contrib.staticfiles.finders import get_finder
from django.contrib.staticfiles.storage import staticfiles_storage

from publishing.press.assets import collect_static_files


@pytest.fixture
def brought(settings, tmp_path):
    """A folder of static files that the program brings along, for a real site's storage."""
    brought = tmp_path / "brought"
    brought.mkdir()
    (brought / "portal.css").write_text("body { color: #111 }")
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [brought]
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    }
    get_finder.cache_clear()
    yield brought
    get_finder.cache_clear()


def test_static_files_are_collected_once_and_again_when_one_has_changed(brought):
    assert collect_static_files()
    first = staticfiles_storage.url("portal.css")
    assert not collect_static_files()
    file = brought / "portal.css"
    file.write_text("body { color: #222 }")
    os.utime(file, (2_000_000_000, 2_000_000_000))
    assert collect_static_files()
    assert staticfiles_storage.url("portal.css") != first
    assert staticfiles_storage.exists(first.removeprefix("/static/"))  # pages pressed before still name it


def test_a_lost_folder_is_collected_anew(brought):
    collect_static_files()
    os.unlink(staticfiles_storage.path(staticfiles_storage.manifest_name))
    assert collect_static_files()


def test_where_files_keep_their_names_nothing_is_collected(settings):
    assert not collect_static_files()
    assert list(settings.STATIC_ROOT.iterdir()) == []
