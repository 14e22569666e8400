"""A paper of every unit in one go (一批文书): made in portions, so that the page tells how far it is, and then downloaded.

Each time the page is asked for it makes as many papers as fit into two seconds and shows n of all; the browser asks again by
itself. Nothing but files of a day is written, so it may be asked for as often as one likes.
"""

import io
import time
from dataclasses import asdict, dataclass, field

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tracking import papers, permissions
from tracking.admin import day_folders
from tracking.admin.day_folders import DayFolder
from tracking.admin.frame import frame, ledger_crumb, only
from tracking.admin.ledger.files import download
from tracking.admin.ledger.filters import EVERY_SESSION
from tracking.models import Session
from tracking.papers.batch import joined, packed
from tracking.papers.broken import BrokenTemplate
from tracking.papers.making import CONTENT_TYPES, make, name_of
from tracking.papers.subjects import UNIT, UnitsItems, units_of_session
from tracking.papers.templates import template_of

KIND = "batches"
SECONDS = 2.0
"How long one answer makes papers before it tells how far it is."
WAYS = {"pdf": ("pdf", ".pdf"), "pdf-zip": ("pdf", ".zip"), "docx-zip": ("docx", ".zip")}
"What the batch becomes: the form of each paper, and the ending of the whole."


@dataclass(slots=True)
class PaperBatch:
    """One paper of several units, for the account that asked for it."""

    token: str
    account: int
    paper_code: str
    way: str
    sessions: list[str]
    keys: list[str]
    problems: list[str] = field(default_factory=list)
    "Why papers of some units could not be made."
    skipped: list[str] = field(default_factory=list)
    "The keys of those units."

    @property
    def paper(self) -> papers.Paper:
        """The paper; for one that there is no more, the batch does not exist."""
        found = papers.paper_of_code(self.paper_code)
        if found is None:
            raise Http404
        return found

    @property
    def folder(self) -> DayFolder:
        """Where its files lie."""
        return DayFolder(KIND, self.token)

    def file_of(self, key: str) -> str:
        """The name of the file of one unit's paper."""
        return f"{self.keys.index(key)}.{WAYS[self.way][0]}"

    @property
    def waiting(self) -> list[str]:
        """The keys of the units whose papers are still to be made."""
        there = self.folder.names()
        return [key for key in self.keys if key not in self.skipped and self.file_of(key) not in there]

    @property
    def made(self) -> int:
        """How many papers are made."""
        return len(self.keys) - len(self.waiting) - len(self.skipped)

    def write(self) -> None:
        """Store what the batch is beside its files."""
        self.folder.say(asdict(self))


def subjects(sessions: list[str], account) -> dict[str, UnitsItems]:
    """The units of these sessions that the account sees, by their keys."""
    found = Session.objects.filter(code__in=sessions)
    return {UNIT.key(one): one for session in found for one in units_of_session(session, account)}


@never_cache
@require_POST
@only(permissions.sees_the_inside)
def begin_batch(request):
    """Begin a batch: a paper of every unit of a session, or of every session, that can be made now."""
    paper, way = papers.paper_of_code(request.POST.get("paper", "")), request.POST.get("way", "")
    if paper is None or paper.about is not UNIT or way not in WAYS:
        messages.warning(request, _("没有这种按单位制作的文书，请从文书页重新选择。"))
        return redirect("ledger_modeladmin_index")
    wanted = request.POST.get("session", "")
    codes = [code for code in Session.objects.values_list("code", flat=True) if wanted in {EVERY_SESSION, code}]
    of_units = {one for one in request.POST.getlist("unit") if one}
    found = [
        key
        for key, one in subjects(codes, request.user).items()
        if (not of_units or str(one.unit.pk) in of_units)
        and paper.readers(request.user, one)
        and not paper.missing(one)
    ]
    if not found:
        messages.warning(request, _("现在没有可以制作的%(paper)s。") % {"paper": paper.name})
        return redirect("papers_of_session", codes[0]) if codes else redirect("ledger_modeladmin_index")
    token = day_folders.begin(KIND).token
    PaperBatch(
        token, request.user.pk, paper.code, way, sorted({key.rpartition(".")[0] for key in found}), found
    ).write()
    return redirect("papers_batch", token)


@never_cache
@require_safe
@only(permissions.sees_the_inside)
def show_batch(request, token: str):
    """Make a portion of the batch and tell how far it is; at the end the browser goes on to the file."""
    batch = _find(request, token)
    _make_some(batch, subjects(batch.sessions, request.user))
    is_done = not batch.waiting
    context = {"batch": batch, "total": len(batch.keys), "is_done": is_done}
    context |= frame(batch.paper.name, ledger_crumb(), icon="doc-full")
    response = render(request, "tracking/admin/papers_batch.html", context)
    file = reverse("papers_batch_file", args=[token])
    response.headers["Refresh"] = f"0; url={file}" if is_done else "0"
    if is_done and (batch.problems or not batch.made):
        del response.headers["Refresh"]
    return response


@never_cache
@require_safe
@only(permissions.sees_the_inside)
def batch_file(request, token: str):
    """The batch as one file, while the account still sees every unit in it."""
    batch = _find(request, token)
    found = subjects(batch.sessions, request.user)
    if batch.waiting or not batch.made or not set(batch.keys) <= found.keys():
        raise Http404
    form, ending = WAYS[batch.way]
    named = [
        (
            name_of(batch.paper, found[key], form) if ending == ".zip" else str(found[key]),
            batch.folder.read(batch.file_of(key)),
        )
        for key in batch.keys
        if key not in batch.skipped
    ]
    name = " ".join([batch.paper.name, *(batch.sessions if len(batch.sessions) == 1 else [])]) + ending
    if ending == ".zip":
        return download(io.BytesIO(packed(named)), name, "application/zip")
    return download(io.BytesIO(joined(named, batch.paper.name)), name, CONTENT_TYPES[form], inline=True)


def _find(request, token: str) -> PaperBatch:
    """The batch with this token, if this account began it."""
    folder = day_folders.find(KIND, token)
    about = folder.about if folder is not None else None
    if about is None:
        raise Http404
    batch = PaperBatch(**about)
    if batch.account != request.user.pk:
        raise Http404
    return batch


def _make_some(batch: PaperBatch, found: dict[str, UnitsItems]) -> None:
    """Make papers for as long as one answer may take; a unit whose paper can't be made is named and left out."""
    until, form = time.monotonic() + SECONDS, WAYS[batch.way][0]
    waiting = batch.waiting
    try:
        template = template_of(batch.paper) if form == "docx" and waiting else b""
    except BrokenTemplate:
        template = b""  # said for each unit, as for a single paper
    for key in waiting:
        try:
            if key not in found:
                raise papers.Unprintable(_("有一个单位已没有这样的承办件。"))
            content = make(batch.paper, found[key], form, template)
        except papers.Unprintable as why:
            named = str(found[key].unit) if key in found else key
            batch.problems.append(f"{named}：{why}")
            batch.skipped.append(key)
            batch.write()
        else:
            batch.folder.write(batch.file_of(key), content)
        if time.monotonic() > until:
            return
