"""What a backup holds, what it refuses, and which of the timer's backups stay."""

import errno
import hashlib
import json
import os
import sqlite3
import stat
import zipfile
from contextlib import closing
from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from huiyin.keeping import locked_keys
from huiyin.keeping.backup import NAME, drop_old
from huiyin.keeping.backup import kept as kept_of
from huiyin.keeping.packing import clear_unfinished, packing
from huiyin.keeping.troubles import Trouble
from tracking.models import ChainHead, PrivateFile


def test_a_backup_holds_the_database_the_files_the_settings_and_a_manifest_of_them(installation, tmp_path, monkeypatch):
    monkeypatch.setenv("HUIYIN_BASE_URL", "http://127.0.0.1:8000")
    monkeypatch.setenv("HUIYIN_EMAIL_URL", "smtp://post:geheim@127.0.0.1:25")
    (installation / "platforms").mkdir()
    (installation / "platforms" / "province.toml").write_text('name = "示例省平台"\n')
    target = tmp_path / "a.zip"
    call_command("backup", str(target))
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with zipfile.ZipFile(target) as packed:
        manifest = json.loads(packed.read("manifest.json"))
        for entry in manifest["files"]:
            content = packed.read(entry["path"])
            assert (len(content), hashlib.sha256(content).hexdigest()) == (entry["size"], entry["sha256"])
        names = {entry["path"] for entry in manifest["files"]}
        settings = packed.read("settings.env").decode()
        (tmp_path / "copy").write_bytes(packed.read("database.sqlite3"))
    assert names >= {f"private/{one.sha256[:2]}/{one.sha256}" for one in PrivateFile.objects.all()}
    assert "platforms/province.toml" in names
    head = ChainHead.objects.now()
    assert (manifest["contents"]["number"], manifest["contents"]["head"]) == (head.number, head.digest)
    with closing(sqlite3.connect(tmp_path / "copy")) as database:
        assert database.execute("SELECT digest FROM tracking_chainhead").fetchone() == (head.digest,)
        assert database.execute("SELECT count(*) FROM sqlite_master WHERE name LIKE 'append_only%'").fetchone()[0] > 10
    assert "HUIYIN_BASE_URL=http://127.0.0.1:8000" in settings
    assert "geheim" not in settings
    assert "# HUIYIN_EMAIL_URL=" in settings


@pytest.mark.parametrize("made", ["folder", "file", "nowhere", "private", "pressed", "long"])
def test_a_place_that_a_backup_cannot_be_written_to_is_named_and_nothing_is_left(installation, tmp_path, made):
    target = {"folder": tmp_path, "file": tmp_path / "there", "nowhere": tmp_path / "no" / "a.zip",
              "private": installation / "private" / "a.zip", "pressed": installation / "pressed" / "a.zip",
              "long": tmp_path / ("a" * 300)}[made]  # fmt: skip
    (tmp_path / "there").write_text("")
    (installation / "pressed").mkdir(exist_ok=True)
    with pytest.raises(CommandError, match=str(target if made in {"folder", "file"} else target.parent)) as refused:
        call_command("backup", str(target))
    assert refused.value.returncode == 2
    assert not list(tmp_path.glob(".*"))
    assert not list((installation / "private").glob("*.zip"))
    assert not list((installation / "pressed").glob("*.zip"))


def test_of_a_backup_for_which_the_disk_was_too_small_nothing_is_left(tmp_path):
    def runs_into_the_end_of_the_disk():
        with packing(tmp_path / "a.zip") as packer:
            (packer.folder / "begun").write_text("half")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(Trouble, match="磁盘空间不足"):
        runs_into_the_end_of_the_disk()
    assert list(tmp_path.iterdir()) == []


def test_without_a_database_there_is_nothing_to_back_up_and_that_is_said(installation, tmp_path):
    for path in installation.glob("db.sqlite3*"):
        path.unlink()
    with pytest.raises(CommandError, match="huiyin migrate"):
        call_command("backup", str(tmp_path / "a.zip"))
    assert not (tmp_path / "a.zip").exists()


def test_what_a_killed_backup_left_goes_with_the_next_one_of_the_timer(installation, tmp_path):
    (tmp_path / "kept" / ".huiyin-1.zip.x.unfinished").mkdir(parents=True)
    call_command("backup", rotate=tmp_path / "kept")
    assert [path.name.startswith("huiyin-") for path in (tmp_path / "kept").iterdir()] == [True]
    assert clear_unfinished(tmp_path / "kept") == 0


def test_seven_days_five_weeks_and_twelve_months_are_kept():
    nights = [datetime(2026, 11, 29, 2) - timedelta(days=days) for days in range(800)]
    stay = kept_of(nights)
    assert {night for night in nights if night > datetime(2026, 11, 22, 12)} <= stay
    assert {f"{night:%Y-%m}" for night in stay} == {f"{y}-{m:02}" for y, m in [(2025, 12), *((2026, m) for m in range(1, 12))]}  # fmt: skip
    assert len({f"{night:%G-%V}" for night in stay if night > datetime(2026, 10, 26)}) == 5
    assert 20 <= len(stay) <= 24


def test_after_a_pause_of_years_the_latest_backups_are_still_kept():
    nights = [datetime(2020, 1, 1) + timedelta(days=days) for days in range(3)]
    assert kept_of(nights) == set(nights)


def test_only_the_timers_own_old_backups_are_removed(tmp_path):
    nights = [datetime(2026, 11, 29, 2) - timedelta(days=days) for days in range(60)]
    for night in nights:
        (tmp_path / f"{night:{NAME}}").write_text("")
    (tmp_path / "by-hand.zip").write_text("")
    dropped = drop_old(tmp_path)
    assert len(dropped) == 60 - len(kept_of(nights))
    assert (tmp_path / "by-hand.zip").exists()


def test_keys_are_locked_with_a_passphrase_and_come_back_with_it_alone(installation, tmp_path, settings, monkeypatch):
    settings.KEYS_DIR = installation / "keys"
    settings.KEYS_DIR.mkdir()
    (settings.KEYS_DIR / "secret_key").write_text("geheim-1")
    monkeypatch.setenv("TRACKING_WEBHOOK_SECRET", "geheim-2")
    target = tmp_path / "keys.huiyin"
    locked_keys.lock(target, "horse battery staple")
    assert b"geheim" not in target.read_bytes()
    with pytest.raises(Trouble, match="口令不对"):
        locked_keys.unlock(target, "horse battery stable")
    (settings.KEYS_DIR / "secret_key").write_text("another")
    laid = locked_keys.lay(locked_keys.unlock(target, "horse battery staple"))
    assert laid == ["secret_key", "environment"]
    assert (settings.KEYS_DIR / "secret_key").read_text() == "geheim-1"
    assert (settings.KEYS_DIR / "secret_key.old").read_text() == "another"
    assert "TRACKING_WEBHOOK_SECRET=geheim-2" in (settings.KEYS_DIR / "environment").read_text()
    with pytest.raises(Trouble, match="至少要 12 个字符"):
        locked_keys.lock(tmp_path / "again", "short")
