"""A page as data: exactly the declared keys, the same words and facts as its HTML, and the same bytes each time."""

import hashlib
import json
import re
import types
from pathlib import Path
from typing import Literal, Union, get_args, get_origin, is_typeddict
from urllib.parse import unquote

import pytest

from publishing import review
from publishing.contract import shape
from publishing.contract.pages import NAME, SHAPES, keys_of
from publishing.models import ColumnKind, PortalSettings, ReadCount
from publishing.press.portal import Portal
from publishing.press.run import press_all, press_reads
from tests.publishing.api.conftest import fresh
from tracking.stages import Stage

DOCS = (Path(__file__).resolve().parents[3] / "docs/api.md").read_text(encoding="utf-8")


def said(file: Path) -> dict:
    return json.loads(file.read_text(encoding="utf-8"))


def fits(value, kind, at: str = "") -> list[str]:
    """Where a value is otherwise than its declaration says: keys, their order, and what stands under each."""
    if is_typeddict(kind):
        if not isinstance(value, dict) or list(value) != list(kind.__annotations__):
            return [f"{at}: {value!r:.80} is no {kind.__name__}"]
        return [
            fault for key, inner in kind.__annotations__.items() for fault in fits(value[key], inner, f"{at}.{key}")
        ]
    if get_origin(kind) in {Union, types.UnionType}:
        return [] if any(not fits(value, one, at) for one in get_args(kind)) else [f"{at}: {value!r:.80}"]
    if get_origin(kind) is list:
        if not isinstance(value, list):
            return [f"{at}: no list"]
        return [fault for one in value for fault in fits(one, get_args(kind)[0], f"{at}[]")]
    if get_origin(kind) is Literal:
        return [] if value in get_args(kind) else [f"{at}: {value!r}"]
    return [] if type(value) is (kind or type(None)) else [f"{at}: {value!r:.80} is no {kind}"]


def test_every_page_says_exactly_what_its_type_declares(shown):
    found = [said(file) for file in shown.folder.rglob(NAME)]
    by_label = {model._meta.label: kind for model, kind in SHAPES.items()}
    assert {one["meta"]["type"] for one in found} == by_label.keys()
    for one in found:
        assert fits(one, by_label[one["meta"]["type"]], one["html_path"]) == []


def test_every_page_has_its_json_and_no_other_address_has(shown):
    portal = Portal.now()
    pages = {"/", *map(portal.path_of, portal.columns.values()), *(one.path for one in portal.pieces.values())}
    assert {
        f"/{file.relative_to(shown.folder).parent}/".replace("/./", "/") for file in shown.folder.rglob(NAME)
    } == pages
    assert all(file.with_name(f"{NAME}.br").exists() for file in shown.folder.rglob(NAME))


def test_figures_are_those_pinned_and_printed_with_n_d_and_day(shown):
    page = said(shown.file(Portal.now().path_of(shown.figures)))
    counted = {one["key"]: one for section in page["sections"] for one in section["figures"]}
    pinned = fresh(shown.figures).pins["figures"]
    assert counted.keys() < pinned.keys() | {""}
    for key, one in counted.items():
        assert (one["n"], one["d"]) == (pinned[key]["numerator"], pinned[key]["denominator"])
        assert (one["label"], one["definition"]) == (pinned[key]["label"], pinned[key]["definition"])
        assert one["as_of"] == page["as_of"]
    assert counted["completion_rate"]["value"] == 100.0
    assert not counted.keys() & {"satisfied", "unsatisfied"}, "counts of opinions are not public"
    lying = {file["format"]: file for file in page["files"]}
    assert lying.keys() == {"csv", "xlsx", "json"}
    for file in lying.values():
        body = (shown.folder / file["path"].lstrip("/")).read_bytes()
        assert (file["size"], file["sha256"]) == (len(body), hashlib.sha256(body).hexdigest())


def test_attachments_carry_the_digest_of_what_lies_at_their_path(shown):
    page = said(shown.file(Portal.now().path_of(shown.article)))
    assert [one["id"] for one in page["attachments"]] == [shown.offered.pk]
    assert [one["id"] for one in page["linked_documents"]] == [shown.linked.pk]
    for one in (*page["attachments"], *page["linked_documents"]):
        body = (shown.folder / unquote(one["path"]).lstrip("/")).read_bytes()
        assert (one["size"], one["sha256"]) == (len(body), hashlib.sha256(body).hexdigest())


def test_a_body_is_typed_blocks_and_html_without_a_theme(shown):
    page = said(shown.file(Portal.now().path_of(shown.article)))
    assert [one["type"] for one in page["body"]] == ["heading", "paragraph", "paragraph", "html"]
    assert "<p>第二条　&lt;示例&gt;条文。</p>" in page["body_html"]
    assert page["body_html"].startswith("<h2>总则</h2>")
    assert not re.search(r"class=|style=|<script", page["body_html"])


def test_reads_and_other_pages_change_no_json(shown, committed):
    before = shown.file(Portal.now().path_of(shown.notice)).read_bytes()
    ReadCount.add_one(shown.notice.pk)
    press_reads()
    with committed():
        shown.newsroom.published(shown.newsroom.notice(topic="教育"))
    assert shown.file(Portal.now().path_of(shown.notice)).read_bytes() == before


def test_a_fact_of_the_loop_shows_at_once(shown, committed):
    file = shown.file(Portal.now().path_of(shown.notice))
    assert [one["state"] for one in said(file)["stages"]][-2:] == ["now", "to-come"]
    with committed():
        shown.office.move_on(shown.notice.record, Stage.CLOSED)
    assert [one["state"] for one in said(file)["stages"]][-2:] == ["done", "done"]


def test_an_edit_shows_only_once_it_is_signed(shown, committed):
    file = shown.file(Portal.now().path_of(shown.article))
    with committed():
        draft = shown.article.get_latest_revision_as_object()
        draft.title = "改过的制度"
        draft.save_revision(user=shown.newsroom.editor)
    assert said(file)["title"] == "示例办理制度"
    with committed():
        shown.newsroom.published(fresh(shown.article))
    assert said(file)["title"] == "改过的制度"
    assert said(file)["dates"]["updated"]


def test_a_page_taken_down_or_moved_takes_its_json_along(shown, committed):
    file = shown.file(Portal.now().path_of(shown.article))
    with committed():
        column = fresh(shown.newsroom.columns[ColumnKind.RULES])
        column.slug = "guizhang"
        column.save_revision().publish(skip_permission_checks=True)
    moved = shown.file("/jytabl/guizhang/" + shown.article.slug)
    assert not file.exists()
    assert said(moved)["html_path"] == f"/jytabl/guizhang/{shown.article.slug}/"
    with committed():
        review.take_down(fresh(shown.article), account=shown.newsroom.final, reason="内容有误。")
    assert not moved.exists()


def test_counts_of_opinions_show_only_where_the_office_publishes_them(shown, committed):
    with committed():
        found = PortalSettings.current()
        found.show_satisfaction = True
        found.save()
    page = said(shown.file(Portal.now().path_of(shown.figures)))
    assert "satisfied" in {one["key"] for section in page["sections"] for one in section["figures"]}


def test_where_the_interface_is_off_no_json_is_pressed(shown, settings):
    settings.PUBLISHING_API = False
    press_all()
    assert list(shown.folder.rglob(f"{NAME}*")) == []


@pytest.mark.parametrize("kind", [one for one in vars(shape).values() if is_typeddict(one)])
def test_every_key_is_explained_in_the_docs(kind):
    assert [key for key in kind.__annotations__ if f"`{key}`" not in DOCS] == []


@pytest.mark.parametrize("model", SHAPES)
def test_every_type_is_explained_in_the_docs(model):
    assert f"`{model._meta.label}`" in DOCS
    assert set(keys_of(model)) >= {"contract", "id", "meta", "title", "html_path"}
