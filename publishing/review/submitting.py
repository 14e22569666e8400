"""Handing a page in for signature and taking it back (送审、撤回): its figures are pinned and its text is checked."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.fields import StreamField
from wagtail.models import Page

from publishing.models import PublicPage, Release, State, Submission, Withdrawal
from publishing.models.pictures import NotDrawn, forms_of
from publishing.models.reported import reported_notes
from publishing.narrating import PROMPT
from publishing.review import kinds, surface
from publishing.review.acts import Refused, acting, fresh, kept, lock_together, locked, together
from publishing.review.checking import check_page
from publishing.review.levels import needed_levels
from publishing.review.pinning import pin
from publishing.review.reading import read
from publishing.review.screening.files import unread_files
from publishing.review.screening.looking import look_through
from publishing.review.statement import FORM, content_sha256, used_files
from publishing.review.telling import retire_returned
from tracking import permissions
from tracking.models import Role
from tracking.models.accounts import Account

FURNITURE = ("source", "editor_name")
"Fields that every public piece has: where it comes from and who answers for it (来源、责任编辑, R100)."


# 送审 --------------------------------------------------------------------------------------------
def why_not_submit(page: Page, account: Account) -> str:
    """Why this account may not hand the page in now; empty when it may."""
    person = permissions.person_of(account)
    if person is None or not permissions.has_role(person, Role.EDITOR):
        return _("送审由信息公开编辑办理。")
    if Submission.objects.open().of(page).exists():
        return _("本页正在审签。")
    if page.alias_of_id is not None or page.latest_revision_id is None or not isinstance(page.specific, PublicPage):
        return _("本页没有可送审的稿件，请先保存。")
    if page.live and page.live_revision_id == page.latest_revision_id:
        return _("已发布的就是最新的一稿，不需要送审。")
    draft = page.get_latest_revision_as_object()
    if missing := [
        str(draft._meta.get_field(name).verbose_name) for name in FURNITURE if not getattr(draft, name, True)
    ]:
        return _("请先填写%(fields)s：每一篇公开的内容都要写明。") % {"fields": "、".join(missing)}
    if draft.go_live_at or draft.expire_at:
        return _("不能定时发布或定时下线：签发即发布，撤稿须写明理由。请清空这两个时间后再送审。")
    if any(PROMPT in line for passage in read(draft) for line in passage.lines):
        return _("正文里还有“%(prompt)s……】”的提示，请补写或删去后再送审。") % {"prompt": PROMPT}
    return ""


def submit(page: Page, *, account: Account, note: str = "", release: Release | None = None) -> Submission:
    """Hand the latest revision in for signature (送审): its figures are pinned and checked, and nobody can change it.

    A text with contradictions, or with something that screening holds back, may be handed in, so that its reviewer can let
    it stand with a reason; it is not signed. With a release it becomes public as that was planned (`publishing.review.sets`).
    """
    look_at_files([page])
    with transaction.atomic():
        page = locked(page)
        if reason := why_not_submit(page, account):
            raise Refused(reason)
        surface.end(page, account)
        Page.objects.filter(pk=page.pk).update(locked=False, locked_by=None, locked_at=None)
        draft = page.get_latest_revision_as_object()
        if draft.is_disclosed:
            draft.pins = pins_of(draft) | notes_of(draft)
        try:
            draft.full_clean()
        except ValidationError as problem:
            raise Refused(_in_words(draft, problem)) from problem
        if unfinished := unfinished_blocks(page):
            raise Refused(_("还不能送审：%(found)s") % {"found": "；".join(unfinished)})
        _draw_pictures(draft)
        revision = draft.save_revision(user=account, changed=False, clean=False)
        revision.refresh_from_db()  # the digest is over what is stored: times are texts there
        person = acting(account)
        needed = needed_levels(draft)
        files = used_files(draft)
        submission = Submission(
            page_id=page.pk,
            revision=revision,
            by=person,
            recorded_by=account,
            levels=list(needed.levels),
            levels_because=needed.because,
            content_sha256=content_sha256(revision, files),
            form=FORM,
            files=files,
            note=note,
            release=release,
            report=check_page(draft).as_json(),
            screening=look_through(draft).as_json(),
        )
        summary = "、".join(str(level.label) for level in needed.levels)
        kept(submission, kinds.SUBMITTED, page, decider=person, summary=summary, on=timezone.localdate())
        surface.begin(page, account)
        retire_returned(page)
    return submission


def look_at_files(pages: Iterable[Page]) -> None:
    """Have the files of these pages read, before anything is locked; refused while one is still being read elsewhere."""
    for page in pages:
        if page.latest_revision_id and (unread := unread_files(page.get_latest_revision_as_object())):
            words = _("附件《%(titles)s》较大，正在后台检查，请过一两分钟再送审。")
            raise Refused(words % {"titles": "》《".join(unread)})


def pins_of(page: Page) -> dict:
    """What a page prints of the ledger besides facts, as it is now: figures, names of classes; empty for most."""
    session = page.counted_session
    if session is None:
        return page.words_to_pin()
    counted = pin(session, page.figure_keys, page.as_of, page.table_keys)
    return counted | page.words_to_pin() if counted else {}


def notes_of(page: Page) -> dict:
    """The notes on figures of the page that were reported upwards with another number (上报口径); empty for most."""
    session = page.counted_session
    notes = reported_notes(session, page.figure_keys) if session is not None else {}
    return {"reported": notes} if notes else {}


def _in_words(page: Page, problem: ValidationError) -> str:
    found = []
    for name, messages in problem.message_dict.items():
        label = "" if name == "__all__" else f"“{page._meta.get_field(name).verbose_name}”"
        found += [f"{label}{message}" for message in messages]
    return _("还不能送审：%(found)s") % {"found": "；".join(found)}


def _draw_pictures(draft: Page) -> None:
    """Make all sizes of its pictures now: one that can't be made would keep the whole portal from being pressed."""
    for one in draft.pictures() if draft.is_disclosed else ():
        try:
            forms_of(one["image"])
        except NotDrawn as problem:
            words = _("还不能送审：图片《%(title)s》做不成网页图片，请用看图软件另存为8位的JPG或PNG，重新上传后换用。")
            raise Refused(words % {"title": problem}) from problem


def unfinished_blocks(page: Page) -> list[str]:
    """What is wrong in the blocks of the newest draft: saved without what they need, as drafts may be, each with its place."""
    draft = page.get_latest_revision_as_object()  # one of its own: checking cleans the words in place
    found = []
    for field in draft._meta.concrete_fields:
        if isinstance(field, StreamField):
            value = getattr(draft, field.name)
            try:
                field.stream_block.clean(value)
            except ValidationError as problem:
                found += [f"“{field.verbose_name}”{said}" for said in _wrong_in(field.stream_block, value, problem)]
    return found


def _wrong_in(block: Any, value: Any, problem: ValidationError) -> list[str]:
    said = [words for one in getattr(problem, "non_block_errors", ()) for words in getattr(one, "messages", [one])]
    for place, inner in getattr(problem, "block_errors", {}).items():
        if isinstance(place, int):
            child, label, held = value[place].block, _("第%(n)s块") % {"n": place + 1}, value[place].value
        else:
            child = block.child_blocks[place]
            label, held = _("的“%(field)s”：") % {"field": child.label}, value[place]
        said += [f"{label}{words}" for words in _wrong_in(child, held, inner)]
    return said or problem.messages


# 撤回 --------------------------------------------------------------------------------------------
def why_not_withdraw(submission: Submission, account: Account) -> str:
    """Why this account may not take the submission back; empty when it may."""
    person, state = permissions.person_of(account), submission.get_state()
    may = {Role.EDITOR, Role.FINAL_REVIEWER} if state is State.SIGNED else {Role.EDITOR}
    if person is None or not permissions.has_any_role(person, may):
        return _("撤回由信息公开编辑办理；已签署、待发布的，三审也可以撤回。")
    if not submission.is_standing:
        return _("这次送审%(state)s，不能撤回。") % {"state": submission.get_state().label}
    return ""


def withdraw(submission: Submission, *, account: Account, reason: str = "") -> Withdrawal:
    """Take a submission back (撤回), its set with it: the pages can be changed again, and the signatures given count no more."""
    with transaction.atomic():
        lock_together(submission)
        submission = fresh(submission)
        if sentence := why_not_withdraw(submission, account):
            raise Refused(sentence)
        withdrawal = _withdrawn(submission, submission.page.specific, account, reason.strip())
        surface.end(submission.page, account)
        take_back_others(submission, account, reason.strip())
    return withdrawal


def take_back_others(submission: Submission, account: Account | None, reason: str) -> None:
    """Take back what belongs to a set of which one page went back; all its pages are locked."""
    for other in together(submission):
        if other.pk != submission.pk and other.is_standing:
            _withdrawn(other, other.page.specific, account, reason)
            surface.end(other.page, account)


def withdraw_cancelled(page: Page, user: Account | None) -> None:
    """Record a workflow cancelled on Wagtail's own page (取消流程) as a withdrawal, so that signatures and workflow agree."""
    with transaction.atomic():
        if (submission := Submission.objects.open().of(page).first()) is not None:
            lock_together(submission)
            if (submission := fresh(submission)).is_standing:
                _withdrawn(submission, submission.page.specific, user, _("审签流程被取消。"))
                take_back_others(submission, user, _("同套的《%(page)s》的审签流程被取消。") % {"page": submission})


def _withdrawn(submission: Submission, page: Page, account: Account | None, reason: str) -> Withdrawal:
    person = permissions.person_of(account)
    row = Withdrawal(submission=submission, by=person, recorded_by=account, reason=reason)
    return kept(row, kinds.WITHDRAWN, page, decider=person, summary=reason)
