"""How a paper is declared, and the registry of all papers (文书目录); every file in an app's `papers/kinds/` is found by itself."""

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _

from tracking import permissions
from tracking.papers.layout import Document, FormSheet, Layout, Letter, Overprint
from tracking.papers.subjects import About
from tracking.wording.labels import Label

Fields = Mapping[str, Any]
"What the words of a layout may name."
Readers = Callable[[Any, Any], bool]
"Takes the account and the subject; whether the account may print the paper."


class Source(models.TextChoices):
    """Where the fields of a paper are from: what is not from a published form is the easiest to edit."""

    FOUND = "found", _("依据已公布的表样")
    MEMORY = "memory", _("按通行做法，待与本地表样核对")
    PROPOSED = "proposed", _("本系统拟定")


FORMATS = {Letter: _("信函格式"), Document: _("文件格式"), FormSheet: _("表格"), Overprint: _("套打")}


def supervises(account: Any, subject: Any) -> bool:
    """Those who write circulars: 督查室 and the office's clerks."""
    return permissions.may_supervise(account)


def from_the_inside(account: Any, subject: Any) -> bool:
    """Whoever works on the item: the office and its units, not editors."""
    return permissions.sees_the_inside(account)


def of_the_office(account: Any, subject: Any) -> bool:
    """Those who see the whole ledger: clerks, reviewers, leaders, supervisors."""
    return permissions.sees_whole_ledger(account)


def never_final(subject: Any) -> bool:
    """A paper that is made anew each time."""
    return False


def every(subject: Any) -> bool:
    """A paper that every subject has."""
    return True


def always(subject: Any) -> str:
    """A paper that can be made at every stage."""
    return ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Paper:
    """A paper (文书): what commands, pages, docs and tests know of it is declared here, once."""

    code: str
    "The name of its function; kept papers and offices' own templates name it, so it never changes."
    name: str
    help: Label
    "What it is for, in one Chinese sentence on the page of papers."
    about: About
    layout: Layout
    fields: Callable[[Any], Fields]
    "What it says: gets the subject, returns the fields that its layout names."
    mark: Source
    place: int
    "Where it stands among the others: in the order of the loop."
    readers: Readers = from_the_inside
    fits: Callable[[Any], bool] = every
    "Whether subjects of this sort have such a paper at all: pages don't offer it for the others."
    missing: Callable[[Any], str] = always
    "A sentence that says why it can't be made yet; empty when it can."
    is_final: Callable[[Any], bool] = never_final
    "Whether it may never change again (正式行文): then it is kept."
    final_by: tuple[Any, ...] = ()
    "The steps that make it final: right after them both its forms are made and kept (定稿存档)."
    comes_back: bool = False
    "Whether it comes back to the office: it bears a QR code that opens the item."
    signed_text: Callable[[Any], str] | None = None
    "The text of the subject that somebody signed: the paper prints it byte for byte."

    @property
    def format(self) -> str:
        """Its format in words: 信函格式, 文件格式, 表格 or 套打."""
        return str(FORMATS[type(self.layout)])

    @property
    def may_be_final(self) -> bool:
        """Whether it is one that becomes final: until then it carries 稿."""
        return self.is_final is not never_final

    @property
    def forms(self) -> tuple[str, ...]:
        """In which forms it is made: as PDF and, but for what is printed onto a pre-printed sheet, as Word."""
        return ("pdf",) if self.is_overprint else ("pdf", "docx")

    @property
    def is_overprint(self) -> bool:
        """Whether it is printed onto a pre-printed sheet: there is no Word form of it."""
        return isinstance(self.layout, Overprint)


_PAPERS: dict[str, Paper] = {}


def paper(name: str, **declared: Any) -> Callable[[Callable[[Any], Fields]], Paper]:
    """Declare the function below, which gives a paper's fields, as that paper."""

    def declare(fields: Callable[[Any], Fields]) -> Paper:
        found = Paper(code=fields.__name__, name=name, fields=fields, **declared)
        if _PAPERS.setdefault(found.code, found) is not found:
            raise ValueError(f"two papers are called {found.code}")
        return found

    return declare


@cache
def _gather() -> None:
    for app in apps.get_app_configs():
        name = f"{app.name}.papers"
        if find_spec(app.name) and find_spec(name) and find_spec(f"{name}.kinds"):
            kinds = import_module(f"{name}.kinds")
            for found in pkgutil.iter_modules(kinds.__path__, f"{kinds.__name__}."):
                import_module(found.name)


def papers() -> list[Paper]:
    """Every paper, in the order of the loop."""
    _gather()
    return sorted(_PAPERS.values(), key=lambda one: (one.place, one.code))


def paper_of_code(code: str) -> Paper | None:
    """The paper with this code, or None."""
    _gather()
    return _PAPERS.get(code)
