"""Open tables: what the pages say and nothing more, described for programs, and never losing a row."""

import csv
import hashlib
import io
import json
from pathlib import Path

import pytest
from frictionless import Package
from openpyxl import load_workbook

from publishing import review
from publishing.drafting import draft_figures
from publishing.models import Cause
from publishing.opendata.package import NAMES
from publishing.opendata.tables import TABLES
from publishing.press.portal import Portal
from publishing.press.run import press_all
from tests.publishing.pressing import pressed_folder
from tracking.stages import Stage

DOCS = (Path(__file__).resolve().parents[3] / "docs/api.md").read_text(encoding="utf-8")


def fresh(page):
    return type(page).objects.get(pk=page.pk)


class Tables:
    """The open tables of a session as a stranger reads them."""

    def __init__(self, pressed: Path, session: str = "2024"):
        self.folder = pressed / "data" / session

    def rows(self, table: str) -> list[dict]:
        return json.loads((self.folder / f"{table}.json").read_bytes())

    def row(self, table: str) -> dict:
        (row,) = self.rows(table)
        return row

    def csv(self, table: str) -> list[list[str]]:
        body = (self.folder / f"{table}.csv").read_bytes()
        assert body.startswith(b"\xef\xbb\xbf")
        return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))

    def sheet(self, table: str) -> list[tuple]:
        return list(load_workbook(self.folder / f"{table}.xlsx").worksheets[0].values)

    def faults(self) -> list:
        """What the Frictionless library finds wrong: digests, sizes, headers, types, keys and references."""
        return Package(str(self.folder / "datapackage.json")).validate().flatten(["type", "note"])


@pytest.fixture
def notice(newsroom, portal_settings):
    """The answer to a suggestion, published."""
    return newsroom.published(newsroom.notice(topic="教育"))


@pytest.fixture
def pressed(notice) -> Path:
    """The folder of pressed files, up to date."""
    return pressed_folder()


@pytest.fixture
def tables(pressed) -> Tables:
    return Tables(pressed)


def test_the_package_is_what_frictionless_asks_for(tables, newsroom, committed):
    with committed():
        newsroom.published(draft_figures(newsroom.office.session, newsroom.editor))
    assert tables.faults() == []
    said = json.loads((tables.folder / "datapackage.json").read_bytes())
    assert [one["path"] for one in said["resources"]] == list(NAMES[:-2])
    assert "licenses" not in said
    assert "演示数据" in said["description"]
    for suffix in ("csv", "xlsx", "json"):
        file = tables.folder / f"topics.{suffix}"
        file.write_bytes(file.read_bytes() + b"\n")
    assert {kind for kind, _note in tables.faults()} >= {"byte-count", "hash-count"}, "what was altered does not pass"
    assert len([kind for kind, _note in tables.faults() if kind == "hash-count"]) == 3


def test_an_item_and_its_reply_have_a_row_each_that_says_what_the_page_says(tables, notice):
    record, reply = notice.record, notice.reply
    url = f"http://127.0.0.1:8000{Portal.now().path_of(notice)}"
    item, answer = tables.row("items"), tables.row("replies")
    assert item == {
        "id": notice.pk,
        "session": "2024",
        "kind": "suggestion",
        "number": record.number,
        "status": "public",
        "title": record.title,
        "proposer": notice.proposer,
        "unit": "区示例局",
        "reply_class": "A",
        "topic": notice.theme,
        "handed_over_on": record.handed_over_on.isoformat(),
        "answered_on": reply.issued_on.isoformat(),
        "published_on": answer["published_on"],
        "taken_down_on": None,
        "replies": 1,
        "url": url,
    }
    assert (answer["id"], answer["item"], answer["url"]) == (notice.pk, item["id"], url)
    assert (answer["title"], answer["extent"]) == (notice.title, "full")
    assert tables.row("units") == {
        "unit": "区示例局", "session": "2024", "replies": 1, "suggestions": 1, "proposals": 0,
    }  # fmt: skip
    assert tables.row("topics")["topic"] == notice.theme == "教育"


def test_the_three_forms_of_a_table_say_the_same_under_the_declared_keys(tables):
    for table in TABLES:
        rows = tables.rows(table.key)
        assert all(tuple(row) == table.keys for row in rows)
        wanted = [[*table.keys], *(["" if value is None else str(value) for value in row.values()] for row in rows)]
        assert tables.csv(table.key) == wanted
        assert [["" if value is None else str(value) for value in row] for row in tables.sheet(table.key)] == wanted


def test_figures_are_those_of_the_figures_page(tables, newsroom, committed):
    assert tables.rows("figures") == []
    with committed():
        page = newsroom.published(draft_figures(newsroom.office.session, newsroom.editor))
        newsroom.published(newsroom.summary(0))
    said = json.loads((tables.folder.parents[1] / Portal.now().path_of(page).strip("/") / "index.json").read_bytes())
    printed = {one["key"]: one for section in said["sections"] for one in section["figures"]}
    found = {row["key"]: row for row in tables.rows("figures")}
    assert list(found) == list(printed)
    for key, row in found.items():
        same = ("label", "value", "unit", "n", "d", "measure", "definition", "as_of", "reported")
        assert {name: row[name] for name in same} == {name: printed[key][name] for name in same}
    assert found["published"]["value"] == 1 == sum(row["replies"] for row in tables.rows("units"))
    assert not found.keys() & {"satisfied", "unsatisfied", "overdue"}


def test_what_was_taken_down_keeps_its_row_without_words(tables, notice, newsroom, committed):
    with committed():
        newsroom.published(newsroom.notice(category="交通"))
        review.take_down(fresh(notice), account=newsroom.final, reason="内容有误。")
    gone = next(row for row in tables.rows("replies") if row["id"] == notice.pk)
    item = next(row for row in tables.rows("items") if row["id"] == notice.pk)
    for row in (gone, item):
        day = row["taken_down_on"]
        assert day
        told = {key: value for key, value in row.items() if value not in (None, "", 0)}
        assert told == {
            "id": notice.pk, "session": "2024", "kind": "suggestion", "number": notice.record.number,
            "status": "taken_down", "taken_down_on": day,
        } | ({"item": notice.pk} if "item" in row else {})  # fmt: skip
    assert len(tables.rows("items")) == len(tables.rows("replies")) == 2
    assert tables.row("units")["replies"] == 1
    assert tables.faults() == []
    with committed():
        fresh(notice).get_latest_revision_as_object().save_revision(user=newsroom.editor)
        newsroom.published(fresh(notice))
    assert {row["status"] for row in tables.rows("items")} == {"public"}


@pytest.mark.parametrize("cause", [Cause.SECRECY, Cause.PRIVACY])
def test_of_what_was_secret_or_private_nothing_is_told(tables, notice, newsroom, committed, cause):
    with committed():
        newsroom.published(newsroom.notice(category="交通"))
        review.take_down(fresh(notice), account=newsroom.final, reason="不宜公开。", cause=cause)
    assert notice.pk not in {row["id"] for table in ("items", "replies") for row in tables.rows(table)}
    assert len(tables.rows("items")) == 1


def test_a_session_of_which_everything_was_taken_down_keeps_its_tables(tables, notice, newsroom, committed):
    with committed():
        review.take_down(fresh(notice), account=newsroom.final, reason="内容有误。")
    assert tables.row("items")["status"] == "taken_down"
    assert tables.faults() == []


def test_a_row_taken_down_follows_its_number_in_the_ledger(tables, notice, newsroom, committed):
    with committed():
        review.take_down(fresh(notice), account=newsroom.final, reason="内容有误。")
        newsroom.office.move_on(notice.record, Stage.CLOSED)
    written = (tables.folder / "items.json").read_bytes()
    press_all()
    assert (tables.folder / "items.json").read_bytes() == written


def test_no_text_becomes_a_formula(tables, notice, newsroom, committed):
    with committed():
        draft = fresh(notice).get_latest_revision_as_object()
        draft.title, draft.outcome = '=HYPERLINK("//x")', "-2+3"
        draft.save_revision(user=newsroom.editor)
        newsroom.published(fresh(notice))
    assert (tables.row("replies")["title"], tables.row("replies")["outcome"]) == ('=HYPERLINK("//x")', "-2+3")
    for rows in (tables.csv("replies"), tables.sheet("replies")):
        assert '\'=HYPERLINK("//x")' in rows[1]
        assert "'-2+3" in rows[1]


def test_files_carry_their_digests_on_the_page_and_beside_them(tables, pressed):
    sums = dict(reversed(line.split("  ")) for line in (tables.folder / "sha256.txt").read_text().splitlines())
    page = (tables.folder / "index.html").read_text()
    assert sums.keys() == set(NAMES) - {"sha256.txt"}
    for name, digest in sums.items():
        assert hashlib.sha256((tables.folder / name).read_bytes()).hexdigest() == digest
        assert f'href="/data/2024/{name}"' in page
        assert digest in page or name == "datapackage.json"


def test_every_page_leads_to_the_tables_and_the_dictionary_explains_every_column(tables, pressed):
    for file in pressed.rglob("index.html"):
        base = "/elder" if file.relative_to(pressed).parts[0] == "elder" else ""
        leads = f'<a href="{base}/data/">数据开放</a>' in file.read_text()
        assert leads or file == pressed / "500/index.html", file
    page = (pressed / "data/index.html").read_text()
    assert 'href="/data/2024/"' in page
    for table in TABLES:
        for field in table.fields:
            assert f"<code>{field.key}</code> {field.name}（{field.kind_name}）</dt><dd>{field.about}" in page
    assert "未声明使用许可" in page
    assert 'href="/elder/data/2024/"' in (pressed / "elder/data/index.html").read_text()


def test_a_licence_is_named_where_the_office_declares_one(tables, settings, pressed):
    settings.PUBLISHING_DATA_LICENCE = "CC-BY-4.0"
    press_all()
    (licence,) = json.loads((tables.folder / "datapackage.json").read_bytes())["licenses"]
    assert licence["path"] == "https://creativecommons.org/licenses/by/4.0/"
    for page in (pressed / "data/index.html", tables.folder / "index.html"):
        assert licence["path"] in page.read_text()
    assert tables.faults() == []


def test_a_change_writes_the_tables_of_its_own_session_alone(tables, newsroom, pressed, committed):
    def written() -> dict[str, int]:
        return {file.name: file.stat().st_mtime_ns for file in tables.folder.iterdir()}

    before = written()
    with committed():
        newsroom.published(newsroom.article())
    assert written() == before
    with committed():
        newsroom.published(newsroom.notice(category="交通"))
    changed = {name for name, at in written().items() if before[name] != at and name.endswith(".json")}
    assert changed == {"items.json", "replies.json", "units.json", "topics.json", "datapackage.json"}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.key)
def test_every_column_is_explained_in_the_docs(table):
    assert [key for key in (table.key, *table.keys) if f"`{key}`" not in DOCS] == []
