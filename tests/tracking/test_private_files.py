"""Private files: kept by content, whole and on the disk before their row is, and nothing half done stays."""

import os
import threading
import time

from django.core.management import call_command

from tests.tracking.factories import PDF, make_scan
from tracking import storing
from tracking.models import PrivateFile
from tracking.storing import ORPHANED_AFTER, clear_partial_files


def lying(settings) -> list[str]:
    return sorted(path.name for path in settings.PRIVATE_ROOT.rglob("*") if path.is_file())


def test_a_file_is_on_the_disk_under_its_digest_before_it_has_a_row(db, settings, monkeypatch):
    acts = []
    flushed, replaced = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda number: (acts.append("flush"), flushed(number)))
    monkeypatch.setattr(os, "replace", lambda old, new: (acts.append("replace"), replaced(old, new)))
    kept = make_scan()
    assert acts == ["flush", "replace", "flush", "flush"]
    assert lying(settings) == [kept.sha256]
    assert kept.trouble == ""


def test_two_uploads_of_the_same_bytes_share_no_partial_file(settings, tmp_path, monkeypatch):
    settings.PRIVATE_ROOT = tmp_path
    target, partials, both = tmp_path / "ab" / "abcd", set(), threading.Barrier(2)
    replaced = os.replace

    def together(partial, path):
        partials.add(partial)
        both.wait(10)
        replaced(partial, path)

    monkeypatch.setattr(os, "replace", together)
    threads = [threading.Thread(target=storing.write, args=(target, PDF)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(partials) == 2
    assert target.read_bytes() == PDF
    assert lying(settings) == ["abcd"]


def test_an_upload_that_fails_leaves_no_part(settings, tmp_path, monkeypatch):
    settings.PRIVATE_ROOT = tmp_path

    def full(number):
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", full)
    try:
        storing.write(tmp_path / "ab" / "abcd", PDF)
    except OSError:
        pass
    assert lying(settings) == []


def test_the_timer_clears_what_an_interrupted_upload_left_and_nothing_newer(db, settings):
    kept = make_scan()
    path_of_kept = settings.PRIVATE_ROOT / kept.place
    old, new = (path_of_kept.with_name(f"{kept.sha256}{name}.part") for name in ("old", "new"))
    for path in (old, new):
        path.write_bytes(b"half")
    before = time.time() - ORPHANED_AFTER - 60
    for path in (old, path_of_kept):
        os.utime(path, (before, before))
    call_command("settle")
    assert lying(settings) == sorted([kept.sha256, new.name])
    assert clear_partial_files() == 0
    assert PrivateFile.objects.get().trouble == ""
