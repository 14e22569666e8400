"""What screening finds in a letter of the loop (公开前须处理), told to tracking through its seam."""

import re
from collections.abc import Iterable, Iterator

from django.core.cache import cache
from django.utils.translation import gettext as _

from publishing.contacts import contacts_of_office
from publishing.screening import Contacts, Kind, ScreenFinding, screen
from publishing.screening.basis import A_DAY, basis_of
from tracking.loop.screening import Concern, DraftText
from tracking.versions import canonical, sha256
from tracking.wording import terms

_OWN_LINE = re.compile(r"承办人|经办人|联系人|附注|联系单位|联系电话")
"A line of the letter that names whom to ask: it belongs to the letter as it is sent."
_OF_OWN_LINES = frozenset({Kind.MOBILE, Kind.LANDLINE, Kind.EMAIL})
_LAST_LINES = 4
"The contact line stands at the letter's end, among so many lines (GB/T 9704)."


def concerns_in(texts: Iterable[DraftText], is_public: bool) -> list[Concern]:
    """What may not go out of a draft's texts; of one that stays inside, marks of secrecy alone, which are kept nowhere."""
    texts = list(texts)
    if not texts:
        return []
    contacts = contacts_of_office()
    return [one for text in texts for one in _concerns(text, contacts, is_public)]


def _concerns(text: DraftText, contacts: Contacts, is_public: bool) -> Iterator[Concern]:
    known = {term.message for term in terms(text.text)}
    for one in _found(text, contacts):
        if one.message in known or not (is_public or one.kind == Kind.SECRECY):
            continue
        is_own = one.kind in _OF_OWN_LINES and text.name == "body" and _is_own(text.text, one)
        yield Concern(
            field=text.name,
            kind=str(one.kind.label),
            quote=one.quote,
            start=one.start,
            end=one.end,
            where=one.where,
            rule=one.rule,
            message=_own_words(one) if is_own else one.sentence(),
            mask=one.mask,
            must=one.blocks,
            is_own=is_own,
        )


def _found(text: DraftText, contacts: Contacts) -> list[ScreenFinding]:
    """What is found in a text; the same words are read once a day, and no words of it are kept, only their places."""
    key = f"screening:letter:{sha256(canonical([basis_of(contacts), text.label, text.text]))}"
    if (rows := cache.get(key)) is None:
        found = screen(text.text, where=text.label, contacts=contacts)
        rows = [[str(one.kind), one.start, one.end, one.mask, one.blocks, one.message, one.where] for one in found]
        cache.set(key, rows, A_DAY)
    return [
        ScreenFinding(Kind(kind), text.text[start:end], start, end, mask, blocks, message, where)
        for kind, start, end, mask, blocks, message, where in rows
    ]


def _is_own(text: str, one: ScreenFinding) -> bool:
    """Whether a finding stands in the letter's own contact line."""
    before = text[: one.start].rpartition("\n")[2]
    lines_behind = text[one.end :].strip().count("\n")
    return bool(_OWN_LINE.search(before)) and lines_behind < _LAST_LINES


def _own_words(one: ScreenFinding) -> str:
    words = _("附注的联系方式可以留在信函里；公开时")
    return words + (_("改为“%(mask)s”。") % {"mask": one.mask} if one.mask else _("请删去。"))
