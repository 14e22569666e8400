"""未办结: finds items told as open where the text has said that all are closed (全部办结 … 尚未办结4件)."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from publishing.evidence import words
from publishing.evidence.found import Found
from publishing.evidence.judging import Finding, Verdict
from publishing.evidence.quantities import ITEMS, Quantity

RULE = "前后一致"
_ALL = "(?:全部|均已?|都已?|悉数)[^,。;]{0,6}"
_NOT = "未(?:能)?(?:按[期时])?"
_CLAIMS = (
    (
        re.compile(f"{_ALL}(?:办结|办理完毕|办理完成|办完)"),
        re.compile(f"{_NOT}(?:办结|办理完|办完|完成)|正在办理|在办(?![复结理])"),
    ),
    (re.compile(f"{_ALL}(?:答复|办复)(?!率)"), re.compile(f"{_NOT}(?:答复|办复)")),
)
"What is claimed of all items, and the words of a count that it leaves no room for."
_TO_COME = re.compile("要求|确保|力争|务必|争取|将|预计|计划|目标|年底前|上年|去年|往年|外")
_REACH = 2


def judge(found: Found) -> Iterator[Finding]:
    """Judge open items told behind a claim that all are closed, of the same items and time: 已全部办结,…尚未办结4件."""
    open_ones = [one for one in found.counts if one.unit in ITEMS and one.is_exact and one.value > 0]
    for claim, left in _CLAIMS:
        behind = [one for one in open_ones if left.search(one.before) or left.search(one.after)]
        for one in behind[:50]:
            if said := _claimed(found, one, claim):
                message = _("前面说“%(said)s”，此处还有%(one)s，前后矛盾，请核对。") % {
                    "said": said,
                    "one": one.printed,
                }
                place = [(one.start, one.end)]
                yield found.finding(Verdict.CLASH, RULE, place, message, expected=f"0{one.unit}", found=one.printed)


def _claimed(found: Found, one: Quantity, claim: re.Pattern) -> str:
    """The words that claim it of all items, in the sentence of a count or one of the two before; empty without such a claim."""
    text = found.reading.text
    start = max(found.reading.sentence_span(max(0, one.sentence - _REACH))[0], one.start - 240)
    for said in claim.finditer(text, start, one.start):
        clause = re.split("[。;!?\n]", text[max(0, said.start() - 60) : said.start()])[-1]
        told = words.says(clause)
        frames = {other.frame for other in found.before(said.end(), 1)} | {one.frame}
        narrower = any(family in told for family in ("duty", "class", "key", "level")) and not words.is_under(
            one.says, told
        )
        other_sitting = "meeting" in told and one.says.get("meeting") != told["meeting"]
        kinds = told.get("kind", frozenset()), one.says.get("kind", frozenset())
        if kinds[0] and kinds[1] and not kinds[1] <= kinds[0] or narrower or other_sitting or _TO_COME.search(clause):
            continue
        if len(frames - {"", "今年", "目前"}) < 2:
            return said[0]
    return ""
