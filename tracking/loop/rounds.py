"""What became of the letter of a round (轮次): returned as a draft and why, or delivered and handled anew (重新办理)."""

from django.utils.translation import gettext as _

from tracking.models import Assignment, CityResult, Reply, ReviewVerdict, WordDraft
from tracking.stages import UNANSWERED, Stage
from tracking.wording.local import localised


def returned_because(reply: Reply) -> str:
    """Why a draft was returned to the unit, by the office, the leader or the city office; empty when it was not."""
    review = reply.verdict
    if review is not None and review.verdict == ReviewVerdict.RETURNED:
        return _("审核退回：%(reason)s。%(comment)s") % {
            "reason": review.get_reason_display(),
            "comment": review.comment,
        }
    if reply.refused_because:
        return _("不予签发：%(reason)s") % {"reason": reply.refused_because}
    if reply.city_result == CityResult.RETURNED:
        return localised("{upper_office}退回：%(comment)s") % {"comment": reply.city_comment}
    return ""


def is_redone(reply: Reply, part: Assignment) -> bool:
    """Whether 重新办理 followed a delivered letter, so that the part went back to its unit."""
    if reply.delivered_on is None:
        return False
    later = any(one.round > reply.round for one in part.replies.all())
    return later or part.stage in UNANSWERED


def came_back_because(part: Assignment) -> str:
    """Why a part came back to the unit that is handling it (退回、重新办理); empty where no draft was sent in yet."""
    reply = part.reply if part.stage == Stage.HANDLING and part.is_answering else None
    if reply is None:
        return ""
    return _("提出人不满意，重新办理。") if is_redone(reply, part) else returned_because(reply)


def word_draft_of(reply: Reply) -> WordDraft | None:
    """The Word file as which a round's letter came in (Word 稿): the last that was read before it was sent in; None where none was."""
    return next((one for one in reversed(list(reply.assignment.word_drafts.all())) if one.round == reply.round), None)
