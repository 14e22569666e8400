"""Making pages public as it was planned (按安排发布): a set at one moment or not at all, at its time, and until another.

Nothing here goes past the gate: a release is published when each of its pages carries every signature and its moment has
come, by the last signature or by the timer, and each page is asked again what was asked when it was signed. The moment
stands with the submission; Wagtail's own times (go_live_at) are not used, since its command publishes whatever it finds.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.models import Cause, Level, Release, Released, State, Submission
from publishing.models.signoff import SubmissionQuerySet
from publishing.review import kinds, surface, telling
from publishing.review.acts import Refused, acting, lock_pages, lock_together
from publishing.review.levels import why_not_publish
from publishing.review.publication import put_away, why_not_away
from tracking import permissions, versions
from tracking.loop.acts import supervising
from tracking.models.accounts import Account
from tracking.versions import evidence
from tracking.workdays import in_full

LATE = timedelta(minutes=10)
"How long after its moment something was published or taken down before that is told as late: the timer runs each five minutes."
TOLD_FOR = timedelta(days=14)
"How long the desk tells of what came late, and how long before of what ends."
logger = logging.getLogger(__name__)


# Planning --------------------------------------------------------------------------------------
def why_not_plan(publish_at: datetime | None, expire_at: datetime | None) -> str:
    """Why pages can't be planned for these moments; empty when they can."""
    now = timezone.now()
    if publish_at is not None and publish_at <= now:
        return _("发布时间 %(at)s 已经过去；要签完即发布，请不填发布时间。") % {"at": moment(publish_at)}
    if expire_at is not None and expire_at <= max(publish_at or now, now):
        return _("到期撤下的时间须晚于发布时间，且在将来。")
    return ""


def plan(
    *,
    account: Account,
    title: str = "",
    note: str = "",
    publish_at: datetime | None = None,
    expire_at: datetime | None = None,
) -> Release:
    """Write down how what is handed in next is to be published; within the transaction that hands it in."""
    if reason := why_not_plan(publish_at, expire_at):
        raise Refused(reason)
    person = acting(account)
    row = Release(title=title, note=note, publish_at=publish_at, expire_at=expire_at, by=person, recorded_by=account)
    said = [title, *moments_in_words(row)]
    return evidence.keep(
        row,
        lambda data: versions.append(
            what=kinds.PLANNED, summary="，".join(filter(None, said)), account=account, decider=person,
            on=timezone.localdate(), data=data,
        ),
    )  # fmt: skip


def moment(at: datetime) -> str:
    """A moment as pages and messages say it: 2026年7月1日09:00."""
    here = timezone.localtime(at)
    return f"{in_full(here.date())}{here:%H:%M}"


def moments_in_words(release: Release) -> list[str]:
    """What was planned, each moment in its words."""
    found = []
    if release.publish_at is not None:
        found.append(_("定于%(at)s发布") % {"at": moment(release.publish_at)})
    if release.expire_at is not None:
        found.append(_("%(at)s到期撤下") % {"at": moment(release.expire_at)})
    return found


def in_words(release: Release) -> str:
    """What was planned and what came of it, for its pages' history; empty for a set that waits for its signatures alone."""
    found = moments_in_words(release)
    if release.is_published:
        at = release.released.at
        late = is_late(release.publish_at, at)
        found.append((_("定时任务没有按时运行，%(at)s补发") if late else _("%(at)s发布")) % {"at": moment(at)})
    return "，".join(found)


# Publishing ------------------------------------------------------------------------------------
def members_of(release: Release) -> list[Submission]:
    """Its submissions with what signatures ask of them."""
    return list(_as_members(Submission.objects.filter(release=release.pk)))


def _as_members(rows: SubmissionQuerySet) -> SubmissionQuerySet:
    rows = rows.select_related("page", "revision__content_type", "by", "release__released", "withdrawal").order_by("pk")
    return rows.prefetch_related("signoffs__decider", "waivers", "justifications")


def to_tell_of() -> list[tuple[Release, list[Submission]]]:
    """The releases that editors have an eye on, with their pages: those that wait, that came late, or whose end is near."""
    now = timezone.now()
    waiting = Release.objects.standing()
    late = Release.objects.filter(released__at__gt=now - TOLD_FOR).filter(released__at__gt=F("publish_at") + LATE)
    ending = Release.objects.filter(expire_at__gt=now, expire_at__lt=now + TOLD_FOR, submissions__page__live=True)
    releases = {one.pk: one for rows in (waiting, late, ending) for one in rows.select_related("by", "released")}
    found: dict[int, list[Submission]] = {pk: [] for pk in sorted(releases, reverse=True)}
    for one in _as_members(Submission.objects.filter(release__in=releases)):
        if one.release_id is not None:
            found[one.release_id].append(one)
    return [(releases[pk], members) for pk, members in found.items()]


def why_not_release(members: Iterable[Submission]) -> str:
    """Why these pages can't be made public, although their moment has come; empty when they can."""
    members = list(members)
    if reason := why_over(members):
        return reason
    if unsigned := [str(one) for one in members if one.get_state() is not State.SIGNED]:
        return _("还没有签完：《%(pages)s》。") % {"pages": "》《".join(unsigned)}
    for one in members:
        if reason := why_not_publish(one):
            return f"《{one}》：{reason}"
    return ""


def why_over(members: Iterable[Submission]) -> str:
    """Why these pages are not made public any more: the moment until which they were to be has passed; empty when not."""
    for one in members:
        end = one.release.expire_at if one.release is not None else None
        if end is not None and end <= timezone.now():
            words = _("到期撤下的时间%(at)s已经过去，不再公开；仍要公开的，请撤回后重新送审。")
            return words % {"at": moment(end)}
    return ""


def publish_when_ready(release: Release, account: Account | None) -> bool:
    """Publish all of a release if all of it is signed and its moment has come; its pages are locked. Refused: none is."""
    members = members_of(release)
    if not is_due(release) or any(one.get_state() is not State.SIGNED for one in members):
        return False
    if reason := why_not_release(members):
        raise Refused(reason)
    row = Released(release=release, recorded_by=account)
    said = [str(release), *moments_in_words(release)[:1], _("%(n)s页") % {"n": len(members)}]
    if is_late(release.publish_at, timezone.now()):
        said.append(_("定时任务没有按时运行，补发"))
    evidence.keep(
        row,
        lambda data: versions.append(
            what=kinds.RELEASED, summary="，".join(said), account=account, on=timezone.localdate(), data=data
        ),
    )
    # What prints figures comes first: the replies that follow are entered in the ledger, which moves them.
    for one in sorted(members, key=lambda one: (one.page.specific.counted_session is None, one.pk)):
        task_state = surface.waits_at(one.page, Level.FINAL)
        if task_state is None:
            raise Refused(_("审签流程已被改动，请撤回后重新送审。"))
        task_state.approve(user=account or _for_the_timer(one))
    telling.release_is_done(release)
    return True


def _for_the_timer(submission: Submission) -> Account | None:
    """The account through which the timer enters a publication in the ledger: that of the last signature.

    Where its holder can't act any more, which takes nothing from the signature, it is another's who had a part in it.
    """
    last_first = [one.recorded_by for one in reversed(submission.agreed())]
    for account in (*last_first, submission.recorded_by):
        person = permissions.person_of(account)
        if person is not None and permissions.has_any_role(person, supervising.publication.roles):
            return account
    return last_first[0]


def is_due(release: Release) -> bool:
    """Whether its moment has come; one without a moment is due as soon as it is signed."""
    return release.publish_at is None or release.publish_at <= timezone.now()


def is_late(planned: datetime | None, at: datetime) -> bool:
    """Whether something was done so long after its moment that it has to be told."""
    return planned is not None and at - planned > LATE


# By the timer ----------------------------------------------------------------------------------
@dataclass(slots=True)
class Done:
    """What one run of the timer did: names of releases and pages, and why others were left."""

    published: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    "Those among them whose moment the timer had missed."
    taken_down: list[str] = field(default_factory=list)
    left: dict[str, str] = field(default_factory=dict)


def do_what_is_due() -> Done:
    """Publish every release whose moment has come, and take down every page whose time is over; again without harm."""
    done = Done()
    for release in Release.objects.standing().filter(publish_at__lte=timezone.now()).order_by("publish_at", "pk"):
        _publish_due(release, done)
    for submission in _expired():
        if submission.release is not None and submission.release.expire_at is not None:
            _take_down_due(submission, submission.release, submission.release.expire_at, done)
    return done


def _publish_due(release: Release, done: Done) -> None:
    try:
        with transaction.atomic():
            members = members_of(release)
            lock_together(members[0])
            if not Release.objects.standing().filter(pk=release.pk).exists():
                return  # somebody was faster
            if not publish_when_ready(release, None):
                raise Refused(why_not_release(members_of(release)))
    except Refused as reason:
        _left(release, done, str(reason))
    except Exception:
        logger.exception("release %s was not published", release.pk)
        _left(release, done, _("程序出错，请系统管理员查看日志。"))
    else:
        name = str(members[0] if not release.is_set else release)
        done.published.append(name)
        if release.publish_at is not None and is_late(release.publish_at, timezone.now()):
            done.late.append(name)


def _left(release: Release, done: Done, reason: str) -> None:
    name = release.title or str(members_of(release)[0])
    done.left[name] = reason
    telling.release_is_stuck(release)


def _expired() -> list[Submission]:
    """The published texts whose time is over and that are public still."""
    rows = Submission.objects.complete().filter(release__expire_at__lte=timezone.now(), page__live=True)
    return list(rows.filter(revision=F("page__live_revision")).select_related("page", "release").order_by("pk"))


def _take_down_due(submission: Submission, release: Release, planned: datetime, done: Done) -> None:
    """Take one page down as was planned, in the name of who signed its plan with it (三审)."""
    now = timezone.now()
    try:
        with transaction.atomic():
            lock_pages([submission.page_id])
            page = type(submission.page).objects.get(pk=submission.page_id).specific
            if not page.live or page.live_revision_id != submission.revision_id:
                return
            if why := why_not_away(page):
                raise Refused(why)
            reason = _("到期撤下：送审时定于%(at)s撤下。") % {"at": moment(planned)}
            if is_late(planned, now):
                reason += _("定时任务没有按时运行，%(now)s补撤。") % {"now": moment(now)}
            put_away(
                page, account=None, decider=submission.agreed()[-1].decider, reason=reason, is_urgent=False,
                cause=Cause.CONTENT,
            )  # fmt: skip
    except Refused as why_not:
        done.left[str(submission)] = str(why_not)
        telling.release_is_stuck(release)
    except Exception:
        logger.exception("page %s was not taken down", submission.page_id)
        done.left[str(submission)] = _("程序出错，请系统管理员查看日志。")
        telling.release_is_stuck(release)
    else:
        done.taken_down.append(str(submission))
