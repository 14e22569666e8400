"""Screening (内容筛查): personal data, marks of secrecy and wrong terms in what is to go out; text in, findings out."""

from collections.abc import Iterable, Iterator
from functools import partial

from django.utils.translation import gettext as _

from publishing.screening.accounts import find_chats, find_mailboxes
from publishing.screening.addresses import find_addresses
from publishing.screening.documents import find_documents, find_plates
from publishing.screening.households import find_households
from publishing.screening.kinds import Kind, ScreenFinding
from publishing.screening.marks import find_marks, find_terms, find_wrong_members
from publishing.screening.numbers import (
    NO_CONTACTS,
    Contacts,
    find_cards,
    find_deputies,
    find_landlines,
    find_mobile_and_identity,
)
from publishing.screening.people import find_people
from publishing.screening.reading import ScreenedText
from tracking.wording.personal import digest_spans, is_inside

__all__ = ["NO_CONTACTS", "ScreenFinding", "Kind", "Contacts", "findings_of", "masked", "screen"]


def screen(text: str, *, label: str = "", where: str = "", contacts: Contacts = NO_CONTACTS) -> list[ScreenFinding]:
    """What may not go out of a text as it stands, in its order; places are indices of `text`.

    `label` is what stands over or beside it (a column's head, a field's name) and tells what its numbers are; `where` names
    the place for people, to which the line is added; `contacts` holds the offices' lines and the deputies' contact data.
    """
    lead = f"{label}：" if label else ""
    found = findings_of(lead + text, contacts)
    return [
        one.moved(-len(lead)).placed(_where(where, text, one.start - len(lead)))
        for one in found
        if one.start >= len(lead)
    ]


def findings_of(text: str, contacts: Contacts) -> list[ScreenFinding]:
    """The same without the place in words; nothing in a digest of a file is anybody's."""
    digests = digest_spans(text)
    found = _findings(ScreenedText(text), contacts)
    return _without_overlaps(one for one in found if not is_inside(one.start, digests))


def _findings(reading: ScreenedText, contacts: Contacts) -> Iterator[ScreenFinding]:
    """Everything found, the surer kinds first."""
    for find in (
        partial(find_deputies, contacts=contacts),
        partial(find_mailboxes, contacts=contacts),
        find_cards,
        find_mobile_and_identity,
        find_documents,
        find_plates,
        find_chats,
        partial(find_landlines, contacts=contacts),
        find_addresses,
        find_households,
        find_people,
        find_marks,
        find_terms,
        find_wrong_members,
    ):
        yield from find(reading)


def _without_overlaps(found: Iterable[ScreenFinding]) -> list[ScreenFinding]:
    """Each place once: what was found first keeps it, unless a later finding that blocks meets one that only asks."""
    kept: list[ScreenFinding] = []
    taken: dict[int, ScreenFinding] = {}
    for one in found:
        others = {id(taken[place]): taken[place] for place in range(one.start, one.end) if place in taken}
        if any(other.blocks or not one.blocks for other in others.values()):
            continue
        for other in others.values():
            kept.remove(other)
        kept.append(one)
        taken |= dict.fromkeys(range(one.start, one.end), one)
    return sorted(kept, key=lambda one: one.start)


def _where(where: str, text: str, start: int) -> str:
    if "\n" not in text:
        return where
    return where + _("第%(line)s行") % {"line": text.count("\n", 0, start) + 1}


def masked(text: str, findings: Iterable[ScreenFinding]) -> str:
    """A text with the mask of each finding in the place of its quote; those that no mask helps stay as they are."""
    parts, last = [], 0
    for one in sorted(findings, key=lambda finding: finding.start):
        if one.mask and one.start >= last:
            parts += [text[last : one.start], one.mask]
            last = one.end
    return "".join([*parts, text[last:]])
