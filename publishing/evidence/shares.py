"""Shares (占比) and how they agree with a base: rounded half up, truncated, made to add up to 100, or not at all."""

import re
from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from publishing.evidence.quantities import Quantity
from publishing.evidence.reading import last_sentence

_SHARE = re.compile(
    r"占(?P<base>(?:(?:批评|建议|议案|提案)、|[^占,。;、]){0,24}?)(?:为|达到?|约|近|超过?|的|比|比例|比重|[:,])*$"
)
_RATE = re.compile("[率度]")
_RESPECTIVELY = re.compile("分别约?占|占[^,。;、]{0,10}分别")
_IN_ALL = re.compile("(?:合计|合共|总计|共计|一共|总共|^共)$")
"A total told behind its parts has no share of its own: …9件、2件,合计96件,占比分别为…"
_SOME_OF_THEM = re.compile("(?:其中)?(?:涉及|关于|有关|围绕|属于).*的$")
_CARRIER = re.compile(r"(?:约|分别|总量|数量|共|各|均|也|仅|只|件|个|的)*$")
_BESIDE = re.compile(r"^(?:[、,和及与;]|分别|占|约|为)*$")


def attach(quantities: Sequence[Quantity], text: str) -> dict[int, str]:
    """Give every count the share printed with it; returns the words of its base by the share's identity."""
    bases: dict[int, str] = {}
    for place, one in enumerate(quantities):
        if one.unit != "%" or one.is_change or id(one) in bases:
            continue
        counted, base = _owner(quantities, place, text)
        if base is None:
            continue
        bases[id(one)] = base
        if _RESPECTIVELY.search(last_sentence(one.gap)):
            _attach_run(quantities, place, bases, base)
        elif counted is not None and counted.share is None:
            counted.share = one
    return bases


def _owner(quantities: Sequence[Quantity], place: int, text: str) -> tuple[Quantity | None, str | None]:
    """The count that a percentage is a share of, and the words of the base; None, None for a rate."""
    one = quantities[place]
    previous = quantities[place - 1] if place else None
    said = last_sentence(one.gap)
    found = _SHARE.search(said)
    beside = previous is not None and previous.unit != "%" and previous.sentence == one.sentence
    if not found:
        bracketed = text[one.start - 1] == "(" and text.startswith(")", one.end)
        if bracketed and beside and previous is not None and one.start - previous.end <= 4:
            return previous, ""
        return None, None
    if _RATE.search(said[found.start() :]) and not found["base"]:
        return None, None
    before = said[: found.start()]
    *earlier, clause = re.split(r"[,;:)…]", before)
    if not clause and len(earlier) > 1 and _SOME_OF_THEM.match(earlier[-1]):
        # 8314件建议,涉及民生福祉的,占15.9%: a share of them, not theirs.
        return None, found["base"]
    direct = not _CARRIER.sub("", clause) or (clause == before and len(clause) <= 8 and "的" not in clause)
    if previous is not None and previous.bracket >= 0 and before.startswith(")"):
        # 1267件(其中大会建议1231件、闭会建议36件),占…: the share of what stands before the bracket.
        outer = [other for other in quantities[max(0, place - 24) : place] if other.end <= previous.bracket]
        previous = outer[-1] if outer and outer[-1].unit == previous.unit else None
        beside = previous is not None and previous.sentence == one.sentence
    return (previous if beside and direct else None), found["base"]


def _attach_run(quantities: Sequence[Quantity], place: int, bases: dict[int, str], base: str) -> None:
    """Give as many shares in a row to as many counts before them, in order: 建议8754件,提案4868件,分别占95.6%、97.3%."""
    run = [quantities[place]]
    for one in quantities[place + 1 : place + 12]:
        if one.unit != "%" or not _BESIDE.match(one.gap):
            break
        run.append(one)
    sentence = quantities[place].sentence
    before = [one for one in quantities[max(0, place - 24) : place] if one.unit != "%" and one.sentence == sentence]
    counts = [one for one in before if not _IN_ALL.search(one.before)][-len(run) :]
    for share in run:
        bases[id(share)] = base
    if len(counts) == len(run) and len(run) > 1:
        for counted, share in zip(counts, run, strict=True):
            counted.share = share


def agreement(part: Decimal, base: Decimal, printed: Quantity) -> str:
    """How a printed percentage agrees with n/d: "OK", "TRUNC" or "" (not at all)."""
    if base <= 0 or part > base:
        return ""
    exact = part * 100 / base
    if not printed.is_exact:
        low = printed.low if printed.low is not None else Decimal(0)
        high = printed.high if printed.high is not None else Decimal(100)
        return "OK" if low <= exact <= high else ""
    if rounded(exact, printed.places) == printed.value:
        return "OK"
    if exact.quantize(Decimal(1).scaleb(-printed.places), ROUND_DOWN) == printed.value:
        return "TRUNC"
    return ""


def rounded(exact: Decimal, places: int) -> Decimal:
    """A number rounded half up to so many decimals."""
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def as_percent(part: Decimal, base: Decimal, places: int) -> str:
    """The percentage that n/d makes, as it should be printed; — of nothing."""
    return f"{rounded(part * 100 / base, places):f}%" if base else "—"


def is_made_up_to_100(parts: Sequence[Quantity], base: Decimal) -> bool:
    """Whether shares were moved by one in the last place so that they add up to 100."""
    shares = [part.share for part in parts]
    if not base or any(share is None or not share.is_exact for share in shares):
        return False
    pairs = [
        (rounded(part.value * 100 / base, share.places), share)
        for part, share in zip(parts, shares, strict=True)
        if share
    ]
    if sum(share.value for _right, share in pairs) != 100:
        return False
    if sum(right for right, _share in pairs) == 100:
        # Some were cut off, and one is what they leave of 100: 89.9% and 10.1% for 89.95 and 10.05.
        agreed = [agreement(part.value, base, part.share) for part in parts if part.share is not None]
        if agreed.count("") != 1 or "TRUNC" not in agreed:
            return False
    return all(abs(right - share.value) <= Decimal(1).scaleb(-share.places) for right, share in pairs)
