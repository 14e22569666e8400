"""What a restore proves before it replaces anything, and what it refuses."""

import hashlib
import io
import json
import shutil
import sqlite3
import zipfile
from pathlib import Path

import dj_database_url
import pytest
from django.core.management import CommandError, call_command

from huiyin.keeping import restore, runs, turns
from huiyin.keeping.manifest import NAME, is_safe
from huiyin.keeping.packing import packed
from huiyin.keeping.place import Place
from huiyin.keeping.troubles import Trouble
from tests.crash.installation import migrated, opened
from tracking.models import ChainHead, HandlingRecord, Job, PrivateFile


def silent(words: str) -> None:
    """Whom nothing is said to."""


def rewritten(kept: Path, target: Path, change) -> Path:
    """A copy of a backup with other contents: `change` gets each name with its bytes, and gives both or nothing."""
    with zipfile.ZipFile(kept) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            if (changed := change(name, source.read(name))) is not None:
                copy.writestr(*changed)
    return target


def flipped(content: bytes) -> bytes:
    """The same bytes but for one bit."""
    place = len(content) // 2
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def a_private_file(kept: Path) -> str:
    with packed(kept) as backup:
        return next(entry.path for entry in backup.manifest.files if entry.path.startswith("private/"))


def refused(backup: Path) -> str:
    with pytest.raises(Trouble) as trouble, packed(backup) as opened_backup:
        opened_backup.check()
    return str(trouble.value)


@pytest.mark.parametrize("which", ["a private file", "the database"])
def test_a_flipped_bit_is_refused_by_the_name_of_its_file(kept, tmp_path, which):
    name = a_private_file(kept) if which == "a private file" else "database.sqlite3"

    def change(one, content):
        return one, flipped(content) if one == name else content

    assert name in refused(rewritten(kept, tmp_path / "a.zip", change))


def test_a_bit_flipped_on_the_disk_is_refused(kept, tmp_path):
    name = a_private_file(kept)
    with zipfile.ZipFile(kept) as archive:
        info = archive.getinfo(name)
        at = info.header_offset + 30 + len(name) + 20 + info.file_size // 2  # behind header, name and sizes
    content = bytearray(kept.read_bytes())
    content[at] ^= 1
    (tmp_path / "a.zip").write_bytes(content)
    assert name in refused(tmp_path / "a.zip")


def test_a_missing_file_is_refused_by_name(kept, tmp_path):
    name = a_private_file(kept)
    broken = rewritten(kept, tmp_path / "a.zip", lambda one, content: None if one == name else (one, content))
    assert f"缺少 {name}" in refused(broken)


def test_a_file_that_the_manifest_does_not_know_is_refused_by_name(kept, tmp_path):
    shutil.copyfile(kept, tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip", "a") as archive:
        archive.writestr("private/more", b"")
    assert "清单里没有 private/more" in refused(tmp_path / "a.zip")


def test_a_truncated_backup_is_refused_by_its_name(kept, tmp_path):
    for share in (0.1, 0.5, 0.99):
        content = kept.read_bytes()
        (tmp_path / "a.zip").write_bytes(content[: int(len(content) * share)])
        assert "a.zip 不完整" in refused(tmp_path / "a.zip")


def test_a_backup_that_ends_behind_a_word_file_is_no_backup_of_another_sort(kept, tmp_path):
    """Where a ZIP lies in it and the rest is cut off, the end reads as the end of that one."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("word/document.xml", "示例")
    (tmp_path / "a.zip").write_bytes(kept.read_bytes()[:1000] + inner.getvalue())
    assert "a.zip 不完整" in refused(tmp_path / "a.zip")


def test_every_bit_of_a_small_backups_end_is_covered(kept, tmp_path):
    """Flipped bits in the zip's own directory end in a sentence, too."""
    content = kept.read_bytes()
    for at in range(len(content) - 400, len(content), 7):
        (tmp_path / "a.zip").write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        try:
            with packed(tmp_path / "a.zip") as backup:
                backup.check()
        except Trouble as trouble:
            assert "a.zip" in str(trouble)


@pytest.mark.parametrize("path", ["../x", "/etc/x", "private/../../x", "a\\b", "", "a\0b"])
def test_a_path_that_leads_out_of_the_folder_is_refused(path):
    assert not is_safe(path)


def with_manifest(kept, target, change, database=None):
    """A copy of a backup whose manifest says something else, and that of its database with it."""

    def rewrite(name, content):
        if name == "database.sqlite3" and database is not None:
            return name, database
        if name != NAME:
            return name, content
        said = json.loads(content)
        change(said)
        return name, json.dumps(said)

    return rewritten(kept, target, rewrite)


def test_a_backup_whose_database_or_list_is_something_else_is_refused_in_words(installation, kept, tmp_path):
    garbage = b"no database" * 100

    def of_garbage(said):
        entry = next(one for one in said["files"] if one["path"] == "database.sqlite3")
        entry |= {"size": len(garbage), "sha256": hashlib.sha256(garbage).hexdigest()}

    with pytest.raises(Trouble, match="数据库读不出来"):
        restore.try_out(with_manifest(kept, tmp_path / "a.zip", of_garbage, garbage), silent)
    with pytest.raises(Trouble, match="读不出来"):
        restore.try_out(
            with_manifest(kept, tmp_path / "b.zip", lambda said: said["contents"].update(migrations=5)), silent
        )
    assert not list(installation.glob("restoring-*"))


def test_another_database_of_as_many_records_is_found_by_the_chains_head(installation, kept, tmp_path):
    other = with_manifest(kept, tmp_path / "a.zip", lambda said: said["contents"].update(head="0" * 64))
    with pytest.raises(Trouble, match="链尾与清单所写不同"):
        restore.restore(other, silent)


def test_a_backup_of_a_newer_release_or_another_database_is_refused(installation, kept, tmp_path):
    def as_of_tomorrow(name, content):
        if name != NAME:
            return name, content
        said = json.loads(content)
        said["contents"]["migrations"].append("tracking.9999_tomorrow")
        return name, json.dumps(said)

    with pytest.raises(Trouble, match=r"tracking\.9999_tomorrow"):
        restore.try_out(rewritten(kept, tmp_path / "a.zip", as_of_tomorrow), silent)
    other = rewritten(kept, tmp_path / "b.zip", lambda name, content: (
        name, content.replace(b'"database": "sqlite"', b'"database": "postgresql"')))  # fmt: skip
    with pytest.raises(Trouble, match="--portable"):
        restore.try_out(other, silent)
    assert not list(installation.glob("restoring-*"))


def test_a_backup_is_restored_over_an_old_place_which_is_kept_aside(installation, kept):
    before = ChainHead.objects.now()
    HandlingRecord.objects.filter(pk=HandlingRecord.objects.first().pk).update(title="恢复以前改的")
    Job.objects.create(kind="nobody")
    with pytest.raises(CommandError, match="--yes"):
        call_command("restore", str(kept))
    said = io.StringIO()
    call_command("restore", str(kept), "--yes", "--json", stdout=said)
    answer = json.loads(said.getvalue())
    assert (answer["problems"], answer["events"]) == ([], before.number)
    assert answer["pressed"] > 10
    assert (installation / "pressed" / "index.html").exists()
    assert not HandlingRecord.objects.filter(title="恢复以前改的").exists()
    assert not Job.objects.filter(kind="nobody").exists()
    assert all(not one.trouble for one in PrivateFile.objects.all())
    [aside] = [Path(one) for one in answer["kept"]]
    assert (aside / "db.sqlite3").exists()
    assert any((aside / "private").rglob("*"))
    assert not list(installation.glob("restoring-*"))


def test_a_trial_changes_nothing_and_is_noted(installation, kept):
    Job.objects.create(kind="nobody")
    assert runs.last(runs.VERIFIED) is None
    proof = restore.try_out(kept, silent)
    assert (proof.problems, proof.pressed > 10) == ([], True)
    assert kept.name in runs.last(runs.VERIFIED).about
    assert Job.objects.filter(kind="nobody").exists()
    assert not list(installation.glob("restoring-*"))


def test_a_history_that_was_tampered_with_is_not_restored_unless_somebody_wants_it(installation, kept, tmp_path):
    with packed(kept) as backup:
        backup.unpack(tmp_path / "unpacked")
    database = sqlite3.connect(tmp_path / "unpacked" / "database.sqlite3")
    database.execute("DROP TRIGGER append_only_update_tracking_event")
    database.execute("UPDATE tracking_event SET summary = '改过' WHERE number = 3")
    database.commit()
    database.close()
    with opened(migrated(tmp_path / "other")):
        shutil.copyfile(tmp_path / "unpacked" / "database.sqlite3", tmp_path / "other" / "db.sqlite3")
        shutil.copytree(tmp_path / "unpacked" / "private", tmp_path / "other" / "private", dirs_exist_ok=True)
        call_command("backup", str(tmp_path / "tampered.zip"))
    head = ChainHead.objects.now().digest
    with pytest.raises(Trouble, match="第3条"):
        restore.restore(tmp_path / "tampered.zip", silent)
    assert ChainHead.objects.now().digest == head
    assert not list(installation.glob("before-restore-*"))


def test_nothing_is_restored_under_a_running_server(installation, kept):
    with turns.running("serve"), pytest.raises(Trouble, match="huiyin serve 正在运行"):
        restore.restore(kept, silent)
    assert not turns.is_running("serve")


def test_the_address_of_a_place_is_what_the_settings_read(tmp_path):
    url = "postgres://ein%40er:ge%2Fheim@127.0.0.1:5432/name?sslmode=require"
    there = Place(tmp_path, dj_database_url.parse(url))
    assert dj_database_url.parse(there.url) == dj_database_url.parse(url)
