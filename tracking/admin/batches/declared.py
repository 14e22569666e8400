"""Which steps are taken for many items at once (批量办理), and which of their fields are asked item by item: one table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from tracking import permissions
from tracking.loop import Step
from tracking.loop.acts.clearing import city_passes, report
from tracking.loop.acts.closing import close
from tracking.loop.acts.delivering import ask_opinion, deliver, number
from tracking.loop.acts.hearing import feed_back
from tracking.models import Assignment


def nothing_more(part: Assignment) -> str:
    """Nothing is said of the item besides its stages."""
    return ""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A step that is taken for many items at once: its form's fields are filled in once for all, but for those of each row."""

    step: Step
    row: tuple[str, ...] = ()
    "Fields that differ from item to item; each row has its own."
    scans: str = ""
    "The field of each row that takes a scan; scans are dropped in a heap and named by number (12.jpg)."
    numbers: str = ""
    "The field of each row that takes a number of a series, which are given in a row (依次编号)."
    is_grid: bool = False
    "Rows begin without a tick: what is filled in goes, whoever has nothing to enter stays."
    tells: Callable[[Assignment], str] = nothing_more
    "What a row says of its item besides the stages between which the step moves it."

    @property
    def code(self) -> str:
        """The step's code, by which its page is addressed."""
        return self.step.code


BATCHES = {
    one.code: one
    for one in (
        Batch(step=report, tells=city_office),
        Batch(step=city_passes),
        Batch(step=number, row=("doc_number",), numbers="doc_number", scans="sealed", tells=signers),
        Batch(step=deliver, row=("agreed",), tells=signers),
        Batch(step=ask_opinion, tells=signers),
        Batch(
            step=feed_back,
            row=("signature", "result", "attitude", "opinion"),
            scans="form_scan",
            is_grid=True,
            tells=signers,
        ),
        Batch(step=close, tells=opinion),
    )
}
"Every step that can be taken for many items at once, by its code."
MOST_AT_ONCE = 100
"For how many items: more than these are no page that somebody reads."


def may_take(batch: Batch, user) -> bool:
    """Whether the user takes this step in their own name, in any unit."""
    return permissions.has_any_role(user, batch.step.roles)


def takes_many(user) -> bool:
    """Whether the user takes any step for many items at once."""
    return any(may_take(batch, user) for batch in BATCHES.values())


def batch_url(code: str, parts: Sequence[int], carried: Mapping[str, str] | None = None) -> str:
    """The address of a step's page for these parts, with the list's filters where it was reached from there."""
    return f"{reverse('loop_many_step', args=[code])}?{urlencode({'part': parts} | dict(carried or {}), doseq=True)}"
