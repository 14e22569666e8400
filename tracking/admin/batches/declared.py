"""Which steps are taken for many items at once (批量办理), and which of their fields are asked item by item: one table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tracking import permissions
from tracking.loop import Step
from tracking.loop.acts.clearing import city_passes, report
from tracking.loop.acts.closing import close
from tracking.loop.acts.delivering import ask_opinion, deliver, number
from tracking.loop.acts.following import name_follower
from tracking.loop.acts.handling import sign_for
from tracking.loop.acts.hearing import feed_back
from tracking.loop.acts.reviewing import pass_review, sign
from tracking.loop.acts.supervising import publication
from tracking.loop.hints import hints_on
from tracking.loop.screening import concerns_of
from tracking.models import Assignment, OfficeSettings


def nothing_more(part: Assignment) -> str:
    """Nothing is said of the item besides its stages."""
    return ""


def nothing_first(part: Assignment) -> dict[str, Any]:
    """A row begins with what the step's form says."""
    return {}


def nothing_found(part: Assignment) -> list[str]:
    """Nothing speaks against any item."""
    return []


def always_open() -> str:
    """Every office takes the step for many items."""
    return ""


class LetterReading(Enum):
    """Whether the letters of a batch stand on its page."""

    NONE = "none"
    "They do not: the step follows from what was decided before."
    SAID = "said"
    "Those that were not opened are named, and somebody says that they go, too."
    EACH = "each"
    "Each has to be looked at."


def signers(part: Assignment) -> str:
    """Who signed the item (代表、委员)."""
    return "、".join(one.proposer.styled for one in part.record.signatures.all())


def city_office(part: Assignment) -> str:
    """Where the letter is reported to."""
    return str(part.record.session.upper_name)


def opinion(part: Assignment) -> str:
    """What the first signer said of the letter."""
    said = part.first_opinion
    return str(said.get_result_display()) if said is not None else ""


def letter_number(part: Assignment) -> str:
    """The letter's number (发文字号)."""
    return part.reply.doc_number if part.reply is not None else ""


def class_and_publicity(part: Assignment) -> str:
    """What class the letter has, and whether it is to be public: the batch changes neither."""
    reply = part.reply
    if reply is None or not reply.publicity:
        return ""
    label = dict(part.record.session.class_choices()).get(reply.reply_class, reply.reply_class)
    return f"{label}；{reply.get_publicity_display()}"


def followed_by(part: Assignment) -> str:
    """Who follows the item now (跟踪人)."""
    return _("现在由%(who)s跟踪") % {"who": part.following} if part.following is not None else ""


def until_the_limit(part: Assignment) -> dict[str, Any]:
    """The unit's own date to finish begins with the item's limit."""
    return {"due_on": part.due_on or part.record.due_on}


def found_in_letter(part: Assignment) -> list[str]:
    """What a reviewer has to look at in the letter: hints, what may not be public, and that it came back before."""
    reply = part.reply
    if reply is None:
        return []
    said = [one.sentence for one in hints_on(reply, part)]
    said += [one.sentence for one in concerns_of(reply, reply.ask_answers.all()) if not one.is_own]
    if reply.round > 1:
        said.append(_("第%(round)s轮，须对照上一轮审核。") % {"round": reply.round})
    return list(dict.fromkeys(said))


def why_one_by_one() -> str:
    """Why letters are signed one by one, where the office's settings do not let a leader agree to all (全部同意)."""
    return "" if OfficeSettings.current().signs_together else _("办公室设置没有打开“全部同意”，请逐件签发。")


@dataclass(frozen=True, slots=True, kw_only=True)
class StepForMany:
    """A step that is taken for many items at once: its form's fields are filled in once for all, but for those of each row."""

    step: Step
    row: tuple[str, ...] = ()
    "Fields that differ from item to item; each row has its own."
    own: tuple[str, ...] = ()
    "Fields that are the same for all, and that a row may fill in otherwise."
    stays: tuple[str, ...] = ()
    "Fields that nobody is asked for here: each item keeps what it has."
    begins: Callable[[Assignment], dict[str, Any]] = nothing_first
    "What a row's own fields begin with, besides what the form says."
    found: Callable[[Assignment], list[str]] = nothing_found
    "What speaks against taking this item together with others, each in a sentence."
    closed: Callable[[], str] = always_open
    "Why the office does not take this step for many items, recorded from paper apart."
    reading: LetterReading = LetterReading.NONE
    "Whether the letters stand on the page, and whether each has to be looked at before it goes."
    scans: str = ""
    "The field of each row that takes a scan; scans are dropped in a heap and named by number (12.jpg)."
    numbers: str = ""
    "The field of each row that takes a number of a series, which are given in a row (依次编号)."
    is_grid: bool = False
    "Rows begin without a tick: what is filled in goes, whoever has nothing to enter stays."
    is_anytime: bool = False
    "It is nobody's next move: the list offers it beside the next moves, or where there is none."
    tells: Callable[[Assignment], str] = nothing_more
    "What a row says of its item besides the stages between which the step moves it."

    @property
    def code(self) -> str:
        """The step's code, by which its page is addressed."""
        return self.step.code


BATCHES = {
    one.code: one
    for one in (
        StepForMany(step=name_follower, row=("person",), is_anytime=True, tells=followed_by),
        StepForMany(step=sign_for, row=("due_on",), own=("handler",), begins=until_the_limit),
        StepForMany(
            step=pass_review,
            stays=("publicity", "publicity_reason", "public_summary"),
            found=found_in_letter,
            reading=LetterReading.EACH,
            tells=class_and_publicity,
        ),
        StepForMany(step=sign, closed=why_one_by_one, reading=LetterReading.SAID, tells=class_and_publicity),
        StepForMany(step=report, tells=city_office),
        StepForMany(step=city_passes),
        StepForMany(step=number, row=("doc_number",), numbers="doc_number", scans="sealed", tells=signers),
        StepForMany(step=deliver, row=("agreed",), tells=signers),
        StepForMany(step=ask_opinion, tells=signers),
        StepForMany(
            step=feed_back,
            row=("signature", "result", "attitude", "opinion"),
            scans="form_scan",
            is_grid=True,
            tells=signers,
        ),
        StepForMany(step=close, tells=opinion),
        StepForMany(step=publication, row=("url",), is_grid=True, tells=letter_number),
    )
}
"Every step that can be taken for many items at once, by its code."
MOST_AT_ONCE = 100
"For how many items: more than these are no page that somebody reads."


def may_take(batch: StepForMany, user) -> bool:
    """Whether the user takes this step in their own name, in any unit."""
    return permissions.has_any_role(user, batch.step.roles)


def takes_many(user) -> bool:
    """Whether the user takes any step for many items at once."""
    return any(may_take(batch, user) for batch in BATCHES.values())


def batch_url(code: str, parts: Sequence[int], carried: Mapping[str, str] | None = None) -> str:
    """The address of a step's page for these parts, with the list's filters where it was reached from there."""
    return f"{reverse('loop_many_step', args=[code])}?{urlencode({'part': parts} | dict(carried or {}), doseq=True)}"
