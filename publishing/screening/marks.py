"""Marks of secrecy on a paper (密级和内部标志) and wrong terms (表述错误), both kept as data."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from publishing.screening.kinds import Kind, ScreenFinding
from publishing.screening.reading import ScreenedText
from publishing.screening.vocabulary import marks, wrong_terms
from tracking.wording import Severity, terms

_OPENS = re.compile(r"(?:^|[\n【\[(〔※*=#>|·-])$")
_CLOSES = re.compile(r"$|[\n】\])〕★☆*※=#|·-]|[:,，]?(?:注意保[存管密]|请勿|严禁|不得)|第?[0-9]{1,6}号?(?:$|\n)")


def find_marks(reading: ScreenedText) -> Iterator[ScreenFinding]:
    """Marks that say a paper may not be published: no mask helps, the paper itself must stay inside."""
    dense = reading.dense
    for mark in marks():
        for found in mark.pattern.finditer(dense):
            before = dense[max(0, found.start() - 16) : found.start()]
            if mark.alone and not (_OPENS.search(before) and _CLOSES.match(dense, found.end())):
                continue
            if mark.unless_behind is not None and mark.unless_behind.search(before):
                continue
            quote, first, last = reading.quote(*reading.from_dense(*found.span()))
            words = _("有保密或内部标志“%(quote)s”，请核实能否公开；涉密和内部的内容不能发布。") % {"quote": quote}
            yield ScreenFinding(Kind.SECRECY, quote, first, last, "", mark.blocks, words)


def find_wrong_members(reading: ScreenedText) -> Iterator[ScreenFinding]:
    """政协代表 and 政协建议 (R1), which the check of figures holds back: here they are asked about."""
    for one in terms(reading.raw):
        if one.severity is Severity.CLASH:
            yield ScreenFinding(Kind.TERM, one.quote, one.start, one.end, "", blocks=False, message=one.message)


def find_terms(reading: ScreenedText) -> Iterator[ScreenFinding]:
    """Wrong terms with the right words; the grave ones block."""
    for term in wrong_terms():
        for found in term.wrong.finditer(reading.dense):
            quote, first, last = reading.quote(*reading.from_dense(*found.span()))
            right = found.expand(term.right)
            words = _("“%(quote)s”是错误表述，") % {"quote": quote}
            words += _("应为“%(right)s”。") % {"right": right} if right else _("请改正。")
            yield ScreenFinding(Kind.TERM, quote, first, last, right, term.blocks, words)
