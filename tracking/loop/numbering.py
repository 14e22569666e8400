"""Giving document numbers (编号): what has each number of a series, the next free one, and why a number can't be given.

Whoever gives a number writes an event, so the chain's head is locked before numbers are read: two clerks who number at
the same moment wait in turn, on every database, and no further lock has to be kept in order with the others.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tracking import permissions, versions
from tracking.models import ChainHead, DocSeries, GivenNumber, OfficeSettings, Reply, SeriesPurpose
from tracking.models.accounts import Account
from tracking.models.locking import locked
from tracking.models.reading import read_once
from tracking.models.statements import ByKeys, stands
from tracking.versions import kinds
from tracking.wording import doc_number_problem, doc_numbers
from tracking.wording.doc_numbers import DocNumber, NumberLine, in_words, parsed


@dataclass(frozen=True, slots=True)
class Issued:
    """A paper that has a number: what it is, its day, and its item where it is a letter of one."""

    number: int
    doc_number: str
    what: str
    on: date | None
    record_id: int | None = None


def issued(code: str, year: int) -> list[Issued]:
    """Every paper known that has a number of this code and year, by number: letters of the loop, and numbers given by hand."""
    start = f"{code}〔{year}〕"
    letters = Reply.objects.filter(doc_number__startswith=start).select_related(
        "assignment__record", "assignment__unit"
    )
    found = [_letter(reply) for reply in letters]
    found += [_given(one) for one in GivenNumber.objects.filter(doc_number__startswith=start)]
    return sorted(found, key=lambda one: (one.number, one.doc_number))


def _letters() -> QuerySet[Reply]:
    return Reply.objects.select_related("assignment__record__session", "assignment__unit")


def _letter(reply: Reply) -> Issued:
    record = reply.assignment.record
    said = _("%(session)s%(item)s的%(kind)s（%(unit)s）") % {
        "session": record.session.name,
        "item": record.number_label,
        "kind": reply.get_kind_display(),
        "unit": reply.assignment.unit,
    }
    known = parsed(reply.doc_number)
    return Issued(known.number if known else 0, reply.doc_number, said, reply.issued_on, record.pk)


def _given(one: GivenNumber) -> Issued:
    return Issued(one.number, one.doc_number, one.what, one.on)


def lines_of(several: Iterable[DocSeries]) -> dict[int, NumberLine]:
    """What each of these series has used, by its key; read in two queries, however many they are."""
    several = list(several)
    known = _used({(one.code, one.year) for one in several})
    return {one.pk: doc_numbers.line_of(known, one.code, one.year, one.first) for one in several}


def _used(heads: Iterable[tuple[str, int]]) -> list[DocNumber]:
    """The numbers of these codes and years that a paper has."""
    among = Q(pk__in=[])
    for code, year in heads:
        among |= Q(doc_number__startswith=f"{code}〔{year}〕")
    texts = [*Reply.objects.filter(among).values_list("doc_number", flat=True)]
    texts += GivenNumber.objects.filter(among).values_list("doc_number", flat=True)
    return [found for text in texts if (found := parsed(text)) is not None]


def line_of(series: DocSeries) -> NumberLine:
    """What a series has used."""
    return lines_of([series])[series.pk]


@read_once
def proposals(purpose: str, year: int) -> list[str]:
    """The next free number of every series of this purpose and year that is counted here."""
    return [one.written(line_of(one).next) for one in DocSeries.objects.counted_here(purpose, year)]


def running(series: DocSeries, count: int) -> list[str]:
    """Numbers in a row after the last one (连续编号), for as many papers numbered together; inside their transaction."""
    ChainHead.objects.lock_alone()
    return [series.written(number) for number in line_of(series).running(count)]


def running_from(first: str, count: int) -> list[str]:
    """Numbers in a row from a first one on (依次编号), without those that a paper has; ValidationError where it is no number."""
    wanted = parsed(first)
    if wanted is None:
        raise ValidationError(doc_number_problem(first))
    line = doc_numbers.line_of(_used([(wanted.code, wanted.year)]), wanted.code, wanted.year)
    free = (number for number in itertools.count(wanted.number) if line.is_free(number))
    return [str(DocNumber(wanted.code, wanted.year, number)) for number in itertools.islice(free, count)]


def _who_has(doc_number: str, but: Reply | None = None) -> str:
    """What has this number already, in words; empty when nothing has."""
    own, said = but and but.pk, {"doc_number": doc_number}
    if not stands({Reply: own, GivenNumber: None}, said, using=GivenNumber.objects.db):
        return ""
    letter = _letters().filter(**said).exclude(pk=own).first()
    return _letter(letter).what if letter is not None else GivenNumber.objects.get(**said).what


def number_letter(reply: Reply, doc_number: str, purpose: str, on: date) -> str:
    """Give a letter its number, inside its step; what is to be said besides (空号). ValidationError where it can't have it."""
    wanted = parsed(doc_number)
    if wanted is None:
        raise ValidationError({"doc_number": doc_number_problem(doc_number)})
    ChainHead.objects.lock_alone()
    here = _counted_here(purpose, on.year)()
    own = next((one for one in here if (one.code, one.year) == (wanted.code, wanted.year)), None)
    if other := _who_has(doc_number, but=reply):
        raise ValidationError({"doc_number": _taken(doc_number, other, own)})
    if own is None and OfficeSettings.current().works_here:
        raise ValidationError({"doc_number": _not_from_here(here, purpose, on.year)})
    reply.doc_number = doc_number
    return _skipped(own, wanted) if own is not None else ""


@cache
def _counted_here(purpose: str, year: int) -> ByKeys[DocSeries]:
    """The series of this purpose and year that are counted here."""
    return ByKeys(DocSeries, lambda: DocSeries.objects.counted_here(purpose, year))


def _taken(doc_number: str, other: str, series: DocSeries | None) -> str:
    said = _("%(number)s已用于%(what)s，请核对。") % {"number": doc_number, "what": other}
    if series is None:
        return said
    return said + _("下一个号是%(next)s。") % {"next": series.written(line_of(series).next)}


def _not_from_here(here: Sequence[DocSeries], purpose: str, year: int) -> str:
    label = SeriesPurpose(purpose).label
    if not here:
        words = _(
            "本办公室在本系统办文，还没有%(year)s年%(label)s的编号序列；请先在“名录—发文字号序列”中登记，编号方式选“本系统编号”。"
        )
        return words % {"year": year, "label": label}
    words = _("本办公室在本系统办文，%(year)s年%(label)s的号须取自本系统的序列，下一个号是%(next)s。")
    return words % {"year": year, "label": label, "next": "、".join(one.written(line_of(one).next) for one in here)}


def _skipped(series: DocSeries, wanted: DocNumber) -> str:
    """The numbers that are left out before this one, in a sentence; empty when none is."""
    skipped = line_of(series).skipped_by(wanted.number)
    if not skipped:
        return ""
    return _("请注意：%(code)s〔%(year)s〕空出了%(numbers)s，补用或注明作废，在“发文字号序列”中登记。") % {
        "code": series.code,
        "year": series.year,
        "numbers": in_words(skipped),
    }


def give(series: DocSeries, number: int, what: str, *, on: date, account: Account | None) -> GivenNumber:
    """Note what a number was given to (用号登记): a 交办通知, a 通报, or that it is void. ValidationError where it has a paper."""
    with transaction.atomic():
        series = locked(DocSeries.objects.all()).get(pk=series.pk)
        ChainHead.objects.lock_alone()
        doc_number = series.written(number)
        if other := _who_has(doc_number):
            raise ValidationError({"number": _taken(doc_number, other, series if series.is_counted_here else None)})
        row = GivenNumber(series=series, number=number, doc_number=doc_number, what=what, on=on, by=_name_of(account))
        with versions.chained(kinds.LIST, _("用号登记"), account=account, summary=f"{doc_number}：{what}"):
            return versions.keep(row, user=account, reason=str(_("用号登记")))


def _name_of(account: Account | None) -> str:
    """Who notes it; a program that runs without an account is named as the chain names it."""
    person = permissions.person_of(account)
    if person is not None:
        return person.name
    return account.get_username() if account is not None else _("系统")
