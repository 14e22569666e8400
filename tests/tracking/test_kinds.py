"""Every event is of a registered kind, those of old databases too."""

import sqlite3
import tarfile
from pathlib import Path

import pytest

from tracking import versions
from tracking.models import ChainHead, Event
from tracking.versions.kinds import KINDS, LIST, UnknownKind, register

OLD = sorted((Path(__file__).resolve().parent.parent / "old_databases").glob("*.tar.gz"))


def test_an_event_of_no_registered_kind_is_refused_with_all_that_come_with_it(office):
    before = ChainHead.objects.now().number, Event.objects.count()
    drafts = [versions.EventDraft(what=LIST), versions.EventDraft(what="lst", label="修改名录")]
    with pytest.raises(UnknownKind, match="lst"):
        versions.append_all(drafts, account=office.clerk)
    assert (ChainHead.objects.now().number, Event.objects.count()) == before


def test_an_event_takes_the_label_of_its_kind_where_its_writer_gives_none(office):
    plain, closer = (versions.append(what=LIST, label=label, account=office.clerk) for label in ("", "删除名录"))
    assert (plain.label, closer.label) == ("修改名录", "删除名录")


def test_a_code_that_is_taken_is_refused():
    with pytest.raises(ValueError, match="list"):
        register(LIST, "名录", "Another use of the same code.")
    assert KINDS[LIST].label == "修改名录"


@pytest.mark.parametrize("packed", OLD, ids=lambda path: path.stem)
def test_a_kind_that_an_old_database_bears_stays_registered(packed, tmp_path):
    with tarfile.open(packed) as archive:
        archive.extract("db.sqlite3", tmp_path, filter="data")
    stored = {what for (what,) in sqlite3.connect(tmp_path / "db.sqlite3").execute("SELECT what FROM tracking_event")}
    assert stored - KINDS.keys() == set()
    assert {"backfill", "page_signed", "sign_for"} <= stored
