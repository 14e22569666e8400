"""Messages about review (消息): pages sent back, signatures on paper, take-downs on a call, settings. None names a person.

Only the editor's message names its page; reasons stand on the first page and the review page, since mail leaves the house.
"""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page

from publishing.models import Level, PaperAnswer, PaperForm, PaperSignature, Release, SettingsChange, SignOff, TakeDown
from tracking.models import Membership, Notice, NoticeKind, Person, Role
from tracking.telling import retire, tell_people
from tracking.workdays import in_full

WATCHERS = (Role.FINAL_REVIEWER, Role.ADMIN)
"Roles that are told of signatures on paper which nobody has vouched for."


def holders_of(*roles: Role) -> set[int]:
    """The people, by key, who hold one of these roles and have an account to read messages with."""
    rows = Membership.objects.in_effect().filter(role__in=roles, person__is_active=True, person__user__is_active=True)
    return set(rows.values_list("person", flat=True))


def _subject(form: PaperForm) -> str:
    return f"paper:{form.pk}"


def form_recorded(form: PaperForm) -> None:
    """Tell each decider of the signature that was entered in their name, with the way to where they confirm it."""
    deciders = form.signatures.filter(decider__user__is_active=True).values_list("decider", flat=True)
    text = _("第%(form)s号信息发布审核表登记了您的纸质签名（%(n)s页），请确认是否属实。")
    tell_people(
        deciders,
        NoticeKind.PAGE,
        text % {"form": form.pk, "n": form.pages.count()},
        subject=_subject(form),
        url=reverse("publishing_paper", args=[form.pk]),
    )


def signature_answered(signature: PaperSignature, answer: PaperAnswer) -> None:
    """Retire the decider's message; where a signature was denied, tell those who watch at once."""
    retire(_subject(signature.form), [signature.decider_id])
    if not answer.is_true:
        text = _("第%(form)s号信息发布审核表上有一处纸质签名被认为不属实，请核查；页面已公开的，请考虑撤稿。")
        tell_people(
            holders_of(*WATCHERS),
            NoticeKind.PAGE,
            text % {"form": signature.form_id},
            subject=f"paper-denied:{signature.pk}",
            url=reverse("publishing_paper", args=[signature.form_id]),
        )


def weekly_list(day: date, waiting: int) -> None:
    """Tell those who watch once a week how many signatures on paper nobody has vouched for."""
    year, week, _day = day.isocalendar()
    subject = f"papers:{year}-{week}"
    if waiting and not Notice.objects.filter(subject=subject).exists():
        text = _("有%(n)s处纸质签名未经本人确认或他人复核，请查看名单。") % {"n": waiting}
        tell_people(holders_of(*WATCHERS), NoticeKind.PAGE, text, subject=subject, url=reverse("publishing_papers"))


# 退回修改 -----------------------------------------------------------------------------------------
def tell_returned(signoff: SignOff, page: Page) -> None:
    """Tell who handed the page in, or every editor where they edit no more, which level returned it."""
    editors, sender = holders_of(Role.EDITOR), signoff.submission.by_id
    said = {"page": signoff.submission.revision.object_str, "level": Level(signoff.level).label}
    tell_people(
        {sender} if sender in editors else editors,
        NoticeKind.PAGE,
        _("《%(page)s》已由%(level)s退回，请按退回意见修改后再送审。") % said,
        subject=f"page:{page.pk}",
        url=reverse("publishing_review", args=[page.pk]),
    )


def retire_returned(page: Page) -> None:
    """Retire the message of a page sent back, once it is handed in again."""
    retire(f"page:{page.pk}")


# 按安排发布 -------------------------------------------------------------------------------------
def release_is_stuck(release: Release) -> None:
    """Tell editors and 三审 once that something could not be published or taken down at its moment."""
    subject = f"release:{release.pk}"
    if not Notice.objects.filter(subject=subject).exists():
        text = _("有页面到了定好的发布或撤下时间，没有办成，请在“起草与送审”查看原因。")
        people = holders_of(Role.EDITOR, Role.FINAL_REVIEWER)
        tell_people(people, NoticeKind.PAGE, text, subject=subject, url=reverse("publishing_desk"))


def release_is_done(release: Release) -> None:
    """Retire that message."""
    retire(f"release:{release.pk}")


# 撤稿 --------------------------------------------------------------------------------------------
def _of_take_down(row: TakeDown) -> dict:
    return {"subject": f"take-down:{row.pk}", "url": reverse("publishing_take_down_file", args=[row.pk])}


def taken_down_on_call(row: TakeDown, due_on: date) -> None:
    """Tell 三审 and all on duty at once that a page was taken down on somebody's order, and by when the paper follows."""
    text = _("有一页按%(way)s指令紧急撤稿，手续须在%(due)s前补办，并核对各处副本。")
    said = {"way": row.get_way_display(), "due": in_full(due_on)}
    tell_people(holders_of(Role.FINAL_REVIEWER, Role.DUTY_OFFICER), NoticeKind.PAGE, text % said, **_of_take_down(row))


def paper_is_missing(row: TakeDown, due_on: date) -> None:
    """Ask those on duty, and who took the page down, for the paper once a day until it is there."""
    people = holders_of(Role.DUTY_OFFICER) | {row.decider_id}
    text = _("紧急撤稿的手续还没有补办，期限%(due)s，请上传扫描件。") % {"due": in_full(due_on)}
    tell_people(people, NoticeKind.PAGE, text, **_of_take_down(row))


def paper_is_there(row: TakeDown) -> None:
    """Retire the messages that asked for the paper."""
    retire(_of_take_down(row)["subject"])


# 设置 --------------------------------------------------------------------------------------------
def settings_proposed(change: SettingsChange, proposer: Person | None) -> None:
    """Tell 三审 of a change of settings that waits for their decision."""
    people = holders_of(Role.FINAL_REVIEWER) - {proposer.pk if proposer is not None else None}
    text = _("有一项%(what)s变更待三审审定。") % {"what": change}
    tell_people(people, NoticeKind.HOUSE, text, subject=f"settings:{change.pk}", url=reverse("publishing_settings"))


def settings_answered(change: SettingsChange, *, is_agreed: bool) -> None:
    """Retire the messages, and tell the proposer what was decided."""
    retire(f"settings:{change.pk}")
    proposer = getattr(change.recorded_by, "person", None)
    if proposer is not None:
        text = _("您提出的%(what)s变更已经同意，现已生效。") if is_agreed else _("您提出的%(what)s变更没有获得同意。")
        said = text % {"what": change}
        tell_people(
            [proposer.pk],
            NoticeKind.HOUSE,
            said,
            subject=f"settings-answer:{change.pk}",
            url=reverse("publishing_settings"),
        )
