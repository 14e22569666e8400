"""Whatever the office writes inside is in no byte that the public can ask for: neither pressed nor answered."""

from pathlib import Path
from urllib.parse import urlencode
from zipfile import ZipFile

from django.apps import apps
from django.db import models
from django.test import Client

from publishing import review
from publishing.models import ColumnKind
from publishing.press.run import press_all
from tests.publishing.api.conftest import fresh
from tests.tracking.factories import make_unit
from tracking import outbox
from tracking.models import ChainHead, HandlingRecord, Job, Reply, SealForm, Session
from tracking.stages import Stage
from tracking.versions import triggers

PUBLIC = {
    (Session, "name"), (Session, "code"), (Reply, "reply_class"), (HandlingRecord, "title"),
}  # fmt: skip
"Words of the ledger that a page may show as they stand."
BOOKKEEPING = {ChainHead, Job, SealForm}
"What no person writes: without it neither the evidence holds nor anything is pressed."
TELEPHONE = "1990000{:04d}"
"Numbers that cannot belong to anyone."


def planted() -> set[str]:
    """A word of its own in every text of the ledger that is not public, and a number in every telephone."""
    found: set[str] = set()
    words = [model for model in apps.get_app_config("tracking").get_models() if "Historical" not in model.__name__]
    guarded = {model._meta.label for model in triggers.guarded_models()}
    for model in words:
        if model._meta.label in guarded or model in BOOKKEEPING:
            continue
        texts = [
            field
            for field in model._meta.concrete_fields
            if type(field) in {models.CharField, models.TextField} and not field.choices
            and (model, field.name) not in PUBLIC and (field.max_length or 99) >= 11
        ]  # fmt: skip
        for pk in model._base_manager.values_list("pk", flat=True):
            for field in texts:
                number = len(found)
                value = (
                    TELEPHONE.format(number)
                    if "phone" in field.name or "contact" in field.name
                    else f"密语{number:05d}内"
                )
                model._base_manager.filter(pk=pk).update(**{field.name: value})
                found.add(value)
    return found


def parts_of(file: Path) -> list[bytes]:
    """What a file says: a workbook is packed, and its parts are looked at."""
    if file.suffix != ".xlsx":
        return [file.read_bytes()]
    with ZipFile(file) as package:
        return [package.read(name) for name in package.namelist()]


def public_bytes(shown) -> bytes:
    """Everything that is pressed, and everything that the interface answers without being asked for anything special."""
    outbox.settle()
    files = [file for file in sorted(shown.folder.rglob("*")) if file.suffix not in {".gz", ".br"} and file.is_file()]
    assert {".html", ".json", ".atom", ".xml", ".csv", ".xlsx", ".txt", ".pdf"} <= {file.suffix for file in files}
    found = [part for file in files for part in parts_of(file)]
    paths = ["", "pages/?fields=*&limit=100", "documents/?fields=*", "images/?fields=*", "redirects/"]
    paths += [f"pages/{pk}/" for pk in range(1, 40)]
    rows = [f"v1/{table}/?limit=100" for table in ("items", "replies", "figures")]
    rows += [f"v1/{table}/{pk}/" for table in ("items", "replies") for pk in range(1, 40)]
    paths = [f"v2/{path}" for path in paths] + rows + ["v1/sessions/", "docs/", "docs/openapi.json"]
    return b"\n".join([*found, *(Client().get(f"/api/{path}").content for path in paths)])


def test_nothing_that_is_written_inside_is_in_any_public_byte(shown, committed):
    newsroom = shown.newsroom
    with committed():
        review.take_down(
            newsroom.published(newsroom.notice(category="交通")), account=newsroom.final, reason="密语己的缘由"
        )
        shown.office.make_record(Stage.CLOSED)
        for number in range(45):
            make_unit(f"区另一局{number}")
        newsroom.columns[ColumnKind.RULES].refresh_from_db()
        newsroom.article("密语甲的草稿", "密语乙的条文")
        draft = fresh(shown.article).get_latest_revision_as_object()
        draft.title, draft.body = "密语丙的改稿", [("paragraph", "密语丁的改文")]
        draft.save_revision(user=newsroom.editor)
        submission = newsroom.submit(fresh(shown.article))
        review.sign(submission, submission.needed[0], account=newsroom.first, comment="密语戊的意见")
    drafts = {"密语甲", "密语乙", "密语丙", "密语丁", "密语戊", "密语己"}
    inside = planted()
    assert len(inside) >= 200
    press_all()
    seen = public_bytes(shown).decode("utf-8", "replace")
    assert "示例条文" in seen
    assert "taken_down" in seen
    assert {one for one in inside | drafts | {"示例一审", "示例二审", "示例三审"} if one in seen} == set()


def test_no_search_finds_what_is_written_inside(shown, ask):
    newsroom = shown.newsroom
    newsroom.columns[ColumnKind.RULES].refresh_from_db()
    newsroom.article("密语甲的草稿", "密语乙的条文")
    outbox.settle()
    for words in ("密语甲", "密语乙", "示例一审"):
        assert ask(f"pages/?{urlencode({'search': words})}")[1]["items"] == []
