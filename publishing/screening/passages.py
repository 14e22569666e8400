"""Passages (段落、单元格): texts of one page or file, screened together, so that none touches another and each keeps its label."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from publishing.screening import Contacts, ScreenFinding, findings_of
from publishing.screening.vocabulary import any_of

_APART = "\n" * 6
"More line breaks than any number is broken over."
_AMOUNT = r"(?:投资|资金|金额|合计|共计)?[0-9]{1,9}(?:\.[0-9]{1,2})?[万亿]?元"
_PLAIN = rf"第[0-9]{{1,6}}号|[0-9]{{4}}年[0-9]{{1,2}}月[0-9]{{1,2}}日|{_AMOUNT}"
_SHORT = re.compile(rf"{_PLAIN}|[1-9][0-9]{{0,5}}(?:\.[0-9]{{1,4}})?")
_NOBODYS = re.compile(rf"{_PLAIN}|[1-9][0-9]{{0,9}}(?:\.[0-9]{{1,4}})?")
"Whole cells that tell nothing of anybody unless a head says so; a deputy's line without its code is of seven digits."


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text that belongs together: where it stands, the label that tells what it is, whether a mask can be put into it."""

    where: str
    text: str
    label: str = ""
    is_editable: bool = True


def telling(labels: Iterable[str]) -> str:
    """Of the labels beside and over a text, those that tell what a number is (电话, 住址); others would only mislead."""
    return " ".join(dict.fromkeys(one.strip() for one in labels if any_of("contact").search(one)))


def screen_passages(passages: Sequence[LabelledText], contacts: Contacts) -> Iterator[ScreenFinding]:
    """What is found in all passages, in their order, each with its passage's number and its place in that passage.

    What is repeated, as in many cells of a workbook, is read once.
    """
    nothing = _SHORT if contacts.deputies else _NOBODYS
    alike: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, passage in enumerate(passages):
        if passage.label or not nothing.fullmatch(passage.text):
            alike[passage.label, passage.text].append(number)
    found: list[list[ScreenFinding]] = [[] for _passage in passages]
    for (_label, text), numbers, one in _read_together(alike, contacts):
        line = _("第%(line)s行") % {"line": text.count("\n", 0, one.start) + 1} if "\n" in text else ""
        for number in numbers:
            found[number].append(replace(one, where=passages[number].where + line, passage=number))
    for findings in found:
        yield from findings


def _read_together(
    alike: dict[tuple[str, str], list[int]], contacts: Contacts
) -> Iterator[tuple[tuple[str, str], list[int], ScreenFinding]]:
    """Each finding with the labelled text that holds it, all of them read as one text in which none touches another."""
    parts: list[str] = []
    starts: list[int] = []
    length = 0
    for label, text in alike:
        lead = f"{label}：" if label else ""
        starts.append(length + len(lead))
        parts.append(lead + text)
        length += len(parts[-1]) + len(_APART)
    told = list(alike.items())
    for one in findings_of(_APART.join(parts), contacts):
        place = bisect_right(starts, one.start) - 1
        if place >= 0 and one.end <= starts[place] + len(told[place][0][1]):
            yield *told[place], one.moved(-starts[place])
