"""Publication on the platform above (上级平台): the address, time and 索引号 given there are entered back, one or a list.

Where pieces are published there alone, this is what makes them public: the clock of publication stops at the platform's
day, and 公开率 counts them from then on. Where this portal publishes too, it names one more place.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from publishing.models import DISCLOSURE_TYPES, Outlet, PortalSettings, Submission, UpperPublication, as_public
from publishing.models.upper import moment_in_words
from publishing.review import kinds
from publishing.review.acts import Refused, kept, locked
from publishing.review.gate import signed_texts
from tracking import permissions
from tracking.loop import Refused as StepRefused
from tracking.loop.acts.supervising import record_publication
from tracking.models import Role
from tracking.models.accounts import Account
from tracking.wording.local import localised

ENTERING = (Role.EDITOR, Role.FINAL_REVIEWER, Role.OFFICE_CLERK)
"Those who enter what the platform gave: the same as for 公开登记."


@dataclass(frozen=True, slots=True)
class Given:
    """What the platform gave a piece, as somebody entered it."""

    page: Page
    url: str
    published_at: datetime
    index_number: str = ""
    came_from: str = ""


class ListRefused(Refused):
    """A list of which nothing was entered; `problems` has what is wrong with each thing given, by its place in the list."""

    def __init__(self, problems: list[tuple[int, str]]):
        super().__init__("".join(why for _place, why in problems))
        self.problems = problems


def why_not_enter(account: Account) -> str:
    """Why this account may not enter what the platform gave; empty when it may."""
    person = permissions.person_of(account)
    if person is None or not permissions.has_any_role(person, ENTERING):
        return localised("上级平台的网址由信息公开编辑、三审或{section}经办登记。")
    return ""


def signed_text(page: Page) -> Submission | None:
    """The signed text of a page that may be handed over and published; None where there is none."""
    return signed_texts([page]).get(page.pk)


def enter(given: Given, *, account: Account, platform: str = "") -> UpperPublication:
    """Enter where and when the platform above published a piece's signed text; the ledger then counts it as public."""
    with transaction.atomic():
        page = locked(given.page)
        submission = signed_text(page)
        reason = why_not_enter(account) or _why_not_given(given, page, submission)
        if reason or submission is None:
            raise Refused(reason)
        row = UpperPublication(
            page_id=page.pk,
            submission=submission,
            content_sha256=submission.content_sha256,
            platform=platform,
            url=given.url,
            published_at=given.published_at,
            index_number=given.index_number,
            came_from=given.came_from,
            recorded_by=account,
        )
        on = timezone.localtime(given.published_at).date()
        summary = _("：%(when)s发布于%(url)s") % {"when": moment_in_words(given.published_at), "url": given.url}
        kept(row, kinds.PUBLISHED_ABOVE, page, decider=permissions.person_of(account), summary=summary, on=on)
        _register(submission, row, account)
    return row


def enter_list(rows: Iterable[Given], *, account: Account, platform: str = "") -> list[UpperPublication]:
    """Enter a whole list, or nothing of it: every refusal is told, with its place in the list (ListRefused)."""
    if reason := why_not_enter(account):
        raise Refused(reason)
    done, problems = [], []
    with transaction.atomic():
        for place, given in enumerate(rows):
            try:
                with transaction.atomic():
                    done.append(enter(given, account=account, platform=platform))
            except Refused as why:
                problems.append((place, str(why)))
        if problems:
            raise ListRefused(problems)
    return done


def _register(submission: Submission, row: UpperPublication, account: Account) -> None:
    """公开登记 by what the platform gave, unless the piece was public here before that."""
    reply = as_public(submission.revision.as_object()).answered_reply
    if reply is None or (reply.published_on is not None and PortalSettings.current().has_columns):
        return
    try:
        record_publication(reply, on=timezone.localtime(row.published_at).date(), url=row.url, account=account)
    except StepRefused as problem:
        raise Refused(_("公开登记未成：%(why)s") % {"why": problem}) from problem
    except ValidationError as problem:
        raise Refused(_("公开登记未成：%(why)s") % {"why": "".join(problem.messages)}) from problem


def _why_not_given(given: Given, page: Page, submission: Submission | None) -> str:
    """Why what was entered can't be true of this page; empty when nothing is against it."""
    if submission is None:
        return _("《%(title)s》现在没有签发的文稿：没有审签完毕、已经撤稿，或者查验没有通过，不能登记发布。") % {
            "title": page.title
        }
    if given.published_at > timezone.now():
        return _("平台发布时间 %(at)s 在将来，请填写实际发布的时间。") % {"at": moment_in_words(given.published_at)}
    if reason := _why_too_early(given, submission):
        return reason
    if _is_ours(given.url):
        return _("%(url)s 是本系统的网址，请填写上级平台上的网址。") % {"url": given.url}
    other = UpperPublication.objects.newest().filter(url=given.url).exclude(page=page.pk).select_related("page").first()
    if other is not None:
        return _("%(url)s 已经登记给《%(title)s》，两篇不能是同一个网址。") % {
            "url": given.url,
            "title": other.page.title,
        }
    last = UpperPublication.objects.newest().filter(page=page.pk).first()
    same = last is not None and (last.submission_id, last.url, last.published_at, last.index_number) == (
        submission.pk,
        given.url,
        given.published_at,
        given.index_number,
    )
    return _("《%(title)s》已经这样登记过。") % {"title": page.title} if same else ""


def _why_too_early(given: Given, submission: Submission) -> str:
    """Nothing is public before it was signed: a first publication that lies earlier is a mistake, or a fault to be told."""
    first = Submission.objects.complete().of(submission.page).order_by("pk").first() or submission
    signed = timezone.localtime(max(one.event.at for one in first.agreed())).replace(second=0, microsecond=0)
    here = timezone.localtime(given.published_at)
    is_day = moment_in_words(given.published_at) == f"{here:%Y-%m-%d}"
    if (here.date() < signed.date()) if is_day else (here < signed):
        words = _("平台发布时间 %(at)s 早于签发时间 %(signed)s：签发以前不能公开，请核对平台上显示的时间。")
        return words % {"at": moment_in_words(given.published_at), "signed": f"{signed:%Y-%m-%d %H:%M}"}
    return ""


def _is_ours(url: str) -> bool:
    return urlsplit(url).netloc == urlsplit(settings.WAGTAILADMIN_BASE_URL).netloc


# 待办 --------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class OnPlatform:
    """A signed piece and where it stands on the platform above; the page as every page is, unless it was given as its own type."""

    page: Page
    submission: Submission
    last: UpperPublication | None

    @property
    def is_published(self) -> bool:
        """Whether the platform shows this very text."""
        return self.last is not None and self.last.submission_id == self.submission.pk

    @property
    def is_outdated(self) -> bool:
        """Whether it shows an earlier text: the new one is to be put in its place."""
        return self.last is not None and not self.is_published


def still_to_hand_over() -> int:
    """How many signed texts the platform above does not show yet, where the office publishes there; one query."""
    on_platform_too = PortalSettings.objects.filter(site__is_default_site=True).exclude(outlet=Outlet.OWN)
    entered = UpperPublication.objects.filter(submission=OuterRef("pk"))
    signed = Submission.objects.complete().filter(
        Exists(on_platform_too), page__live=True, revision=F("page__live_revision")
    )
    return signed.exclude(Exists(entered)).values("page").distinct().count()


def on_platform(pages: Iterable[Page] | None = None) -> list[OnPlatform]:
    """Every signed piece, or those given, with its place on the platform; the oldest signed first."""
    if pages is None:
        pages = Page.objects.type(*DISCLOSURE_TYPES).live().order_by("pk")
    pages = list(pages)
    submissions = signed_texts(pages)
    entered = UpperPublication.objects.newest().filter(page__in=submissions).select_related("look")
    newest = {row.page_id: row for row in entered}
    found = [OnPlatform(page, submissions[page.pk], newest.get(page.pk)) for page in pages if page.pk in submissions]
    return sorted(found, key=lambda one: one.submission.pk)
