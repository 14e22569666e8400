"""Dates of a piece (日期): never back-dated, never in the future, and the same wherever they stand on the page (R97)."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.inspection.findings import Fault, Migrated
from publishing.inspection.portal import Inspection
from publishing.inspection.reading import PageRead

DIGITS = re.compile(r"\d+")
MINUTE = "%Y-%m-%d %H:%M"


def check(page: PageRead, inspection: Inspection) -> Iterator[Fault]:
    """What is wrong with when a piece says that it was published."""
    piece = page.place.piece
    if piece is None:
        return
    said, shown = _moment(page.meta.get("PubDate", "")), _moment(page.facts.get("发布时间", ""))
    listed = _moment(page.catalogue.get("发布日期", ""))
    for name, moment in ((_("网页标签 PubDate"), said), (_("发布时间"), shown), (_("发布日期"), listed)):
        if moment is not None:
            yield from _against_the_record(page, piece.page, name, moment, inspection)
    if said and shown and said != shown:
        words = _("发布时间 %(shown)s 与网页标签 PubDate %(said)s 不一致。")
        yield Fault("date-mismatch", page.url, words % {"shown": shown.strftime(MINUTE), "said": said.strftime(MINUTE)})
    yield from _of_the_paper(page, said or shown, inspection)
    if piece.page.migrated and "原载" not in page.main.get_text():
        yield Fault("migrated-unmarked", page.url, _("迁移内容没有注明原载处和迁入日期。"))


def _against_the_record(page: PageRead, piece, name: str, moment: datetime, inspection: Inspection) -> Iterator[Fault]:
    said = {"name": name, "said": moment.strftime(MINUTE)}
    if moment > _end_of(inspection.day):
        yield Fault("future-date", page.url, _("%(name)s“%(said)s”在将来。") % said)
        return
    true = piece.published_at and _naive(piece.published_at)
    if true is None:
        return
    is_day = moment.time() == time.min and name != _("网页标签 PubDate")
    true = datetime.combine(true.date(), time.min) if is_day else true.replace(second=0, microsecond=0)
    if moment < true:
        words = _("%(name)s“%(said)s”早于真实的发布时间 %(true)s。")
        yield Fault("back-dated", page.url, words % {**said, "true": true.strftime(MINUTE)})
    elif moment > true:
        words = _("%(name)s“%(said)s”与真实的发布时间 %(true)s 不一致。")
        yield Fault("date-mismatch", page.url, words % {**said, "true": true.strftime(MINUTE)})


def _of_the_paper(page: PageRead, published: datetime | None, inspection: Inspection) -> Iterator[Fault]:
    """The paper's own day, and the day of the last change."""
    written = _moment(page.catalogue.get("成文日期", ""))
    if written and written > _end_of(inspection.day):
        yield Fault("future-date", page.url, _("成文日期 %(day)s 在将来。") % {"day": written.date()})
    elif written and published and written.date() > published.date():
        said = {"written": written.date(), "published": published.date()}
        yield Fault("date-mismatch", page.url, _("成文日期 %(written)s 晚于发布日期 %(published)s。") % said)
    updated = _moment(page.facts.get("更新时间", ""))
    if updated and updated > _end_of(inspection.day):
        yield Fault("future-date", page.url, _("更新时间 %(day)s 在将来。") % {"day": updated.strftime(MINUTE)})


def migrated(inspection: Inspection) -> Iterator[Migrated]:
    """The pieces that carry an earlier time with right."""
    for url, piece in inspection.pieces.items():
        page = piece.page
        if page.migrated:
            came_in = _naive(page.first_published_at).strftime(MINUTE) if page.first_published_at else ""
            yield Migrated(url, page.title, _naive(page.published_at).strftime(MINUTE), came_in, page.migrated_source)


def _moment(words: str) -> datetime | None:
    """A day or a minute as a page prints it, in whatever way; None for what is none."""
    numbers = [int(one) for one in DIGITS.findall(words)[:5]]
    try:
        return datetime(*numbers) if len(numbers) >= 3 else None
    except ValueError:
        return None


def _naive(moment: datetime) -> datetime:
    return timezone.localtime(moment).replace(tzinfo=None)


def _end_of(day: date) -> datetime:
    """The last moment that is not in the future: now, or the end of a day that is past."""
    now = _naive(timezone.now()) + timedelta(minutes=1)
    return now if day == timezone.localdate() else datetime.combine(day, time.max)
