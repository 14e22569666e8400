"""文书 in the admin: the papers of an item, of a unit and of a session, each to open as PDF or Word; and the list of all kinds."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracking import papers, permissions
from tracking.admin.frame import frame, key_in, ledger_crumb, only, record_crumb
from tracking.admin.ledger.files import download
from tracking.models import KeptPaper, Reply, Session
from tracking.models.reading import reading_once
from tracking.papers.keeping import kept_of, stays_final, subject_name
from tracking.papers.making import CONTENT_TYPES, name_of
from tracking.papers.pdf import substituted
from tracking.papers.subjects import SESSION, UNIT, units_of_session


@dataclass(frozen=True)
class Offered:
    """A paper of one subject, as a list offers it."""

    paper: papers.Paper
    subject: object
    kept: Mapping[tuple[str, str, str], KeptPaper] = field(default_factory=dict)

    @property
    def named(self) -> str:
        """What tells it from the same paper of another subject."""
        return self.paper.about.named(self.subject)

    @cached_property
    def missing(self) -> str:
        """Why it can't be made yet; empty when it can."""
        return self.paper.missing(self.subject)

    @cached_property
    def state(self) -> str:
        """稿 or 定稿, for papers that become final; empty for the others."""
        if not self.paper.may_be_final:
            return ""
        stays = stays_final(self.paper, self.subject)
        kept = [one for form in self.paper.forms if stays and (one := self._kept(form))]
        if not kept and not self.paper.is_final(self.subject):
            return _("稿")
        day = min((localtime(one.kept_at) for one in kept), default=None)
        return _("定稿，%(day)s 存档") % {"day": f"{day:%Y-%m-%d}"} if day else _("定稿")

    def _kept(self, form: str) -> KeptPaper | None:
        return self.kept.get((self.paper.code, subject_name(self.paper, self.subject), form))

    @property
    def files(self) -> list[dict[str, str]]:
        """Its forms, each with its address."""
        labels = {"pdf": "PDF", "docx": "Word"}
        key = self.paper.about.key(self.subject)
        return [
            {
                "label": labels[form],
                "url": reverse("paper_file", args=[self.paper.code, key, form]),
                "digest": kept.file.sha256[:12] if (kept := self._kept(form)) else "",
            }
            for form in self.paper.forms
        ]


def offered(subjects, account) -> list[Offered]:
    """The papers that an account may print, for the subjects that `subjects` gives for what a paper is about."""
    found = []
    for paper in papers.papers():
        fitting = [one for one in subjects(paper.about) if paper.fits(one)]
        found += [Offered(paper, one) for one in fitting if paper.readers(account, one)]
    kept = kept_of(subject_name(one.paper, one.subject) for one in found if one.paper.may_be_final)
    return [replace(one, kept=kept) for one in found]


@never_cache
@require_safe
@only(permissions.sees_the_inside)
def papers_of_item(request, record_id: int):
    """The papers of one item (文书)."""
    records = permissions.visible_records(request.user).select_related("session", "lead_unit")
    record = get_object_or_404(records, pk=record_id)
    with reading_once():
        return _papers_of_item(request, record)


def _papers_of_item(request, record):
    found: dict[str, list] = {}

    def subjects(about):
        if about.of_item is None:
            return []
        if about.code not in found:
            found[about.code] = list(about.of_item(record, request.user))
        return found[about.code]

    found_papers = offered(subjects, request.user)
    sealed = sealed_letters(record, request.user)
    return page_of(request, found_papers, ledger_crumb(), record_crumb(record), about=record, sealed=sealed)


def sealed_letters(record, account) -> list[Reply]:
    """The numbered letters of an item of which the sealed one (用印件) is kept, the latest first, as the account sees them."""
    parts = permissions.visible_assignments(record, account)
    found = Reply.objects.filter(assignment__in=parts, sealed__isnull=False, issued_on__isnull=False)
    return list(found.select_related("sealed", "assignment__unit").order_by("-issued_on", "-pk"))


@never_cache
@require_safe
@only(permissions.sees_the_inside)
def papers_of_session(request, session_code: str):
    """The papers of a session and of each unit's items in it (一批文书); a unit sees its own."""
    session = get_object_or_404(Session, code=session_code)
    with reading_once():
        return _papers_of_session(request, session)


def _papers_of_session(request, session: Session):
    of_units = units_of_session(session, request.user)
    wanted = key_in(request.GET.get("unit", ""))
    if wanted is not None:
        of_units = [one for one in of_units if one.unit.pk == wanted]
    may_see_all = permissions.sees_whole_ledger(request.user) and wanted is None
    known: dict[str, list] = {SESSION.code: [session] if may_see_all else [], UNIT.code: of_units}

    def subjects(about):
        if about.code not in known:
            of_session = about.of_session if wanted is None else None
            known[about.code] = list(of_session(session, request.user)) if of_session is not None else []
        return known[about.code]

    context = {
        "groups": list(_by_paper(offered(subjects, request.user))),
        "session": session,
        "unit": of_units[0].unit if wanted is not None and of_units else None,
        "may_enter": permissions.may_enter(request.user),
        "substituted": substituted(),
    }
    context |= frame(_("文书"), ledger_crumb(), icon="doc-full")
    return render(request, "tracking/admin/papers_of_session.html", context)


@dataclass(frozen=True, slots=True)
class PaperGroup:
    """One paper, with the units or the session that it can be printed for."""

    paper: papers.Paper
    ready: list[Offered]
    missing: list[Offered]

    @property
    def is_of_units(self) -> bool:
        """Whether it is one of each unit."""
        return self.paper.about is UNIT


def _by_paper(found: list[Offered]) -> Iterator[PaperGroup]:
    for paper, several in groupby(found, key=lambda one: one.paper):
        rows = list(several)
        yield PaperGroup(paper, [one for one in rows if not one.missing], [one for one in rows if one.missing])


def page_of(request, found: list[Offered], *crumbs, about, sealed=(), beside=""):
    """The page that offers papers; `beside` is a sentence on what is printed elsewhere, as HTML."""
    context = {"offered": found, "about": about, "sealed": sealed, "beside": beside, "substituted": substituted()}
    return render(request, "tracking/admin/papers.html", context | frame(_("文书"), *crumbs, icon="doc-full"))


@never_cache
@require_safe
def paper_file(request, paper_code: str, key: str, form: str):
    """One paper as a file, of the ledger or of another app: who may print it is said by the paper and by what it is about."""
    paper = papers.paper_of_code(paper_code)
    if paper is None or form not in paper.forms:
        raise Http404
    subject = paper.about.find(request.user, key)
    if subject is None:
        raise Http404
    if not paper.readers(request.user, subject):
        raise PermissionDenied
    try:
        data = papers.file_of(paper, subject, form)
    except papers.Unprintable as why:
        context = {"why": why, "paper": paper} | frame(_("文书"), ledger_crumb(), icon="doc-full")
        return render(request, "tracking/admin/paper_refused.html", context, status=422)
    return download(io.BytesIO(data), name_of(paper, subject, form), CONTENT_TYPES[form], inline=form == "pdf")
