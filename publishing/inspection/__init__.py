"""Self-inspection (网站自查): what an inspector would find on the portal, found first, as pressed and day by day."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from urllib.parse import unquote, urlsplit

from wagtail.models import Page

from publishing.contract.files import documents_of
from publishing.inspection import columns, content, dates, folder, heads, links, outside, replies
from publishing.inspection.findings import Fault, Inspected, Migrated
from publishing.inspection.portal import Inspection
from publishing.inspection.reading import PagePlace, PageRead
from publishing.inspection.rules import RULES, Actor, Rule, Severity
from publishing.press.answers import ELDER
from publishing.press.portal import Portal
from publishing.press.render import render_page

__all__ = ["RULES", "Actor", "Fault", "Inspected", "Migrated", "Rule", "Severity", "inspect", "inspect_draft"]

OF_A_PAGE = (heads.check, heads.check_footer, links.check, content.check, dates.check)
"What is asked of each page by itself."
OF_A_DRAFT = (links.check, content.check)
"What is asked of a text that is not public yet."
OF_THE_SITE = (folder.check_site, folder.check_files, heads.check_site, columns.check_site, replies.check_site)
"What is asked of the portal as a whole."


def inspect(
    day: date | None = None, *, follows_outside: bool = False, asking: Callable[[str], outside.Answer] = outside.ask
) -> Inspected | None:
    """Inspect what is pressed, as of a day; links that leave the portal are asked only on demand. None: no portal yet."""
    portal = Portal.now()
    if portal is None:
        return None
    inspection = Inspection.of(portal, day)
    found: list[Fault] = [one for check in OF_THE_SITE for one in check(inspection)]
    copies, leaving = content.Copies(), defaultdict(list)
    pages = 0
    for page in inspection.pages():
        pages += 1
        if inspection.says_the_same(page):
            continue
        found += of_page(page, inspection)
        copies.note(page)
        for url in links.outside(page, inspection) if follows_outside else ():
            leaving[url].append(page.url)
    found += copies.findings()
    found += outside.check(leaving, asking)
    return Inspected(pages, tuple(_without_echoes(found)), tuple(dates.migrated(inspection)))


def inspect_draft(page: Page) -> tuple[Fault, ...]:
    """What an inspection would find on a text once it is public; told to whoever signs it last.

    Its time is none yet, and its files count as pressed: they come with it.
    """
    portal = Portal.now()
    column = portal.parent(page) if portal is not None else None
    if column is None:
        return ()
    inspection = Inspection.of(portal)
    url = portal.path_of(page)
    own = {url, *(url + name for name in page.data_names())}
    own |= {unquote(urlsplit(document.file.url).path) for document in documents_of(page)}
    inspection.addresses |= own
    read = PageRead(url, render_page(page), PagePlace(page, portal.piece(page, column), column))
    found = (one for check in OF_A_DRAFT for one in check(read, inspection))
    return tuple(one for one in dict.fromkeys(found) if one.rule != "time-missing")


def of_page(page: PageRead, inspection: Inspection) -> Iterator[Fault]:
    """Everything that is wrong with one page."""
    for check in OF_A_PAGE:
        yield from check(page, inspection)


def _without_echoes(found: list[Fault]) -> Iterator[Fault]:
    """Each finding once, and what the elder form of a page only repeats not at all."""
    known = set(found)
    for one in dict.fromkeys(found):
        standard = one.url.removeprefix(ELDER)
        message = one.message.replace(one.url, standard)
        if one.url == standard or not {replace(one, url=standard), replace(one, url=standard, message=message)} & known:
            yield one
