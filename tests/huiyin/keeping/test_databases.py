"""A database as a whole, by its own tools and as JSON lines: what comes back is what was there, to the microsecond."""

import pytest
from django.db import connection

from huiyin.keeping import portable
from huiyin.keeping.backup import back_up
from huiyin.keeping.databases import database_of, head_of
from huiyin.keeping.packing import packed
from huiyin.keeping.place import Place
from huiyin.keeping.troubles import Trouble
from tests.house import make_house
from tracking.models import ChainHead, Event, HandlingRecord, PrivateFile

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here(tmp_path, settings, monkeypatch):
    """A house in the database of the tests, with its private files."""
    monkeypatch.setenv("HUIYIN_DEBUG", "1")
    settings.DATA_DIR = tmp_path / "here"
    settings.PRIVATE_ROOT, settings.MEDIA_ROOT = tmp_path / "here" / "private", tmp_path / "here" / "media"
    settings.PRIVATE_ROOT.mkdir(parents=True)
    settings.MEDIA_ROOT.mkdir()
    make_house()
    return Place.here()


@pytest.fixture
def elsewhere(here, tmp_path):
    """A throw-away place beside it."""
    (tmp_path / "elsewhere").mkdir()
    with database_of(here).throw_away(tmp_path / "elsewhere") as place:
        yield place


def head() -> tuple[int, str]:
    found = ChainHead.objects.now()
    return found.number, found.digest


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="the tests' own SQLite lies in memory: test_restore has a file"
)
def test_a_copy_is_laid_elsewhere_takes_the_place_of_another_and_is_put_back(here, elsewhere, tmp_path):
    copy = tmp_path / "copy"
    found = database_of(here).copy(copy)
    assert (found.number, found.head, found.items) == (*head(), HandlingRecord.objects.count())
    kept = copy.read_bytes()
    database_of(elsewhere).lay(copy)
    assert head_of(elsewhere) == head()
    answer = elsewhere.run("verify_history", "--json", further={"HUIYIN_DATA_DIR": str(here.data)})
    assert answer.said["problems"] == []
    with database_of(here).throw_away(tmp_path) as third:
        undo = database_of(elsewhere).take_over(third, tmp_path / "aside")
        assert head_of(elsewhere) == (0, "")
        undo.now()
    assert head_of(elsewhere) == head()
    with database_of(elsewhere)._server(str(elsewhere.database["NAME"])) as server:
        server.execute("UPDATE tracking_chainhead SET number = 1")
    copy.write_bytes(kept)
    database_of(elsewhere).put_back(copy, tmp_path)
    assert head_of(elsewhere) == head()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="asks a server")
def test_a_server_that_does_not_answer_is_said_in_words(here):
    gone = Place(here.data, here.database | {"PORT": 1})
    with pytest.raises(Trouble, match="HUIYIN_DATABASE_URL"):
        database_of(gone).contents()


def test_rows_as_json_lines_come_back_in_a_database_of_another_kind(here, tmp_path):
    target = tmp_path / "portable.zip"
    written = back_up(target, is_portable=True)
    assert written.manifest.contents.head == head()[1]
    other = tmp_path / "other"
    other.mkdir()
    place = Place(
        other, {"ENGINE": "django.db.backends.sqlite3", "NAME": str(other / "db.sqlite3")}, is_throw_away=True
    )
    restored = place.run("restore", str(target), "--json")
    assert (restored.code, restored.said["problems"]) == (0, []), restored.complaints
    assert head_of(place) == head()
    assert restored.said["events"] == Event.objects.count()
    again = place.run("backup", "--portable", str(tmp_path / "again.zip"), "--json")
    assert again.said["head"] == head()[1]
    with packed(target) as one, packed(tmp_path / "again.zip") as two:
        here_and_there = [{entry.path: entry.sha256 for entry in each.manifest.files} for each in (one, two)]
    differing = {path for path, digest in here_and_there[0].items() if here_and_there[1].get(path) != digest}
    written_by_the_press = {f"{portable.FOLDER}/publishing.publicaddress.jsonl"}
    assert differing <= {"settings.env"} | written_by_the_press | ordered_by_the_database()
    assert PrivateFile.objects.exists()


def ordered_by_the_database() -> set[str]:
    """Tables with JSON, whose keys PostgreSQL keeps in an order of its own; the chain does not depend on it."""
    if connection.vendor == "sqlite":
        return set()
    return {
        f"{portable.FOLDER}/{model._meta.label_lower}.jsonl"
        for model in portable.tables()
        if any(field.get_internal_type() == "JSONField" for field in model._meta.local_concrete_fields)
    }
