"""Which levels a page needs (审级), who its authors are (编写人), and why somebody may not sign (回避)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from publishing.models import Level, PortalSettings, PublicPage, ReviewLevels, SignOff, State, Submission
from publishing.review.acts import NOBODY
from publishing.review.checking import why_unproven
from publishing.review.pinning import differences
from publishing.review.screening.standing import why_held_back
from publishing.review.statement import is_intact
from tracking import permissions
from tracking.loop import scans
from tracking.models import OfficeSettings, Person, PrivateFile, Role
from tracking.models.accounts import Account
from tracking.wording.local import localised

RECORDERS = (Role.OFFICE_CLERK, Role.EDITOR)
"Those who may record a decision that was made on paper (纸质审签代录)."


# Levels ----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Needed:
    """The levels that must sign a page, why these, and a warning where they are fewer than the rule."""

    levels: tuple[Level, ...]
    because: str
    warning: str = ""


def needed_levels(page: PublicPage) -> Needed:
    """The levels for a page as it stands: three, two by setting, or the last alone for a reply reviewed already."""
    portal = PortalSettings.current()
    secrecy = (Level.SECRECY,) if portal.separate_secrecy_review else ()
    if page.was_reviewed_with_its_publicity():
        because = _("复文与公开属性已同步审查，公开文本与答复一致（脱敏除外），只须三审。")
        return Needed((*secrecy, Level.FINAL), because)
    is_small = OfficeSettings.current().is_small
    if is_small or portal.levels_of_review == ReviewLevels.TWO:
        warning = _("本单位按两审办理：少于三审制度的要求，公开检查会提示；不得由同一人补签第三审。")
        because = _("本单位为小型办公室，按两审办理。") if is_small else _("本单位设置为两审。")
        return Needed((Level.FIRST, *secrecy, Level.FINAL), because, warning)
    return Needed((Level.FIRST, Level.SECOND, *secrecy, Level.FINAL), _("按三审制度审签。"))


# People ----------------------------------------------------------------------------------------
def authors(page: Page) -> set[int]:
    """Primary keys of the accounts that wrote any of it since it was last published (编写人)."""
    return authors_of([page])[page.pk]


def authors_of(pages: Iterable[Page]) -> dict[int, set[int]]:
    """The same for several pages at once, by page."""
    found: dict[int, set[int]] = {one.pk: set() for one in pages}
    published = dict(
        Submission.objects.complete().filter(page__in=found).order_by("pk").values_list("page_id", "revision_id")
    )
    written = Revision.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page), object_id__in=[str(one) for one in found]
    )
    for key, account, revision in written.filter(user__isnull=False).values_list("object_id", "user_id", "pk"):
        if revision > published.get(int(key), 0):
            found[int(key)].add(account)
    return found


def has_part_in(submission: Submission, person: Person) -> bool:
    """Whether this person wrote any of the text or handed it in (参与编写或送审)."""
    wrote = submission.written_by if submission.written_by is not None else authors(submission.page)
    return person.pk == submission.by_id or person.user_id in wrote


def why_not_sign(
    submission: Submission, level: Level, *, decider: Person | None, account: Account, scan: PrivateFile | None = None
) -> str:
    """Why this decider, through this account, may not sign this level now; empty when they may."""
    return why_not_agreed(submission) or why_not_answer(submission, level, decider=decider, account=account, scan=scan)


def why_not_answer(
    submission: Submission,
    level: Level,
    *,
    decider: Person | None,
    account: Account,
    scan: PrivateFile | None = None,
) -> str:
    """Why they may not answer for this level at all, be it to send the page back; empty when they may."""
    reason = why_not_level(submission, level, decider)
    if reason or decider is None:
        return reason
    return why_not_record_own(submission, decider, account) or why_not_record(decider, account, scan)


def why_not_in_person(decider: Person | None, account: Account) -> str:
    """Why agreement can't be signed through this account: what was agreed on paper is entered by its form."""
    recorder = permissions.person_of(account)
    if recorder is None or decider is None or recorder.pk == decider.pk:
        return ""
    return _("他人在纸上的同意不能在这里代签：请登记信息发布审核表，由本人确认或他人复核后生效。")


def why_not_level(submission: Submission, level: Level, decider: Person | None) -> str:
    """Why this person may not answer for this level now, by whatever hand; empty when they may."""
    return why_not_open(submission, level) or why_not_decide(submission, level, decider)


def why_not_agreed(submission: Submission) -> str:
    """Why nobody may agree to this text: it went stale, its figures contradict each other or the ledger, or it is held back."""
    return why_not_publish(submission) if submission.is_open else ""


def why_not_publish(submission: Submission) -> str:
    """Why a text may not become public whoever signed it: it went stale, its figures clash, or it is held back."""
    return why_void(submission) or why_unproven(submission) or why_held_back(submission)


def why_not_open(submission: Submission, level: Level) -> str:
    """Why nobody may answer for this level now: already decided, or another level's turn."""
    state = submission.get_state()
    if state is not State.OPEN:
        return _("这次送审%(state)s，不能再签。") % {"state": state.label}
    if level not in submission.needed:
        return _("这一稿不须%(level)s。") % {"level": level.label}
    if (now := submission.next_level) is not None and now is not level:
        return _("现在轮到%(level)s。") % {"level": now.label}
    return ""


def why_void(submission: Submission) -> str:
    """Why signatures on this submission would be worth nothing: its words, files or figures are not those handed in."""
    if submission.page.latest_revision_id != submission.revision_id or not is_intact(submission):
        return _("送审后文字或所用文件有改动，此前的签署失效；请撤回后重新送审。")
    if found := differences(submission.revision.content.get("pins") or {}):
        return "".join(one.sentence for one in found) + _("请撤回后重新送审。")
    return ""


def why_not_decide(submission: Submission, level: Level, decider: Person | None) -> str:
    """Why this person is none to decide this level: not the role, an author, or one who has signed already."""
    if decider is None:
        return _("请指明审签人。")
    if not permissions.has_any_role(decider, level.roles):
        return _("%(name)s没有%(level)s的角色。") % {"name": decider.name, "level": level.label}
    if has_part_in(submission, decider):
        return _("%(name)s参与了本页的编写或送审，须由他人审签。") % {"name": decider.name}
    if any(one.decider_id == decider.pk for one in submission.agreed()):
        return _("%(name)s已签过另一审级，各审级须由不同的人审签。") % {"name": decider.name}
    if level is Level.FINAL and recorded_paper_of(submission, decider):
        return _("%(name)s代录了本页的纸质审签，不能作最后签发，须由他人三审。") % {"name": decider.name}
    return ""


def recorded_paper_of(submission: Submission, person: Person) -> bool:
    """Whether this person entered somebody's signature on paper under this text."""
    return person.user_id is not None and any(
        one.form.recorded_by_id == person.user_id for one in submission.papers.all()
    )


def why_not_record_own(submission: Submission, decider: Person, account: Account) -> str:
    """Why this account may not record another's signature here: an author could publish alone with three scans."""
    recorder = permissions.person_of(account)
    if recorder is None or recorder.pk == decider.pk:
        return ""
    if has_part_in(submission, recorder):
        return _("%(name)s参与了本页的编写或送审，他人的纸质审签须由其他人代录。") % {"name": recorder.name}
    return ""


def why_not_record(decider: Person, account: Account, scan: PrivateFile | None) -> str:
    """Why this account may not record the decision: somebody else's needs a clerk or editor, and the scan."""
    recorder = permissions.person_of(account)
    if recorder is None:
        return str(NOBODY)
    if recorder.pk == decider.pk:
        return ""
    if not permissions.has_any_role(recorder, RECORDERS):
        return localised("只有{section}经办和信息公开编辑可以代录他人的纸质审签。")
    if scan is None:
        return _("代录纸质审签须上传扫描件。")
    return scans.why_not_serve(scan, SignOff)
