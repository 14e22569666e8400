"""Press runs (印制): everything, or what a change touches; after either the folder holds the same bytes."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django_tasks import task
from wagtail.models import Page

from publishing.models import DISCLOSURE_TYPES, ReadCount
from publishing.press.affected import affected
from publishing.press.files import PressedFolder
from publishing.press.portal import Portal
from publishing.press.render import ELDER, data_files, files, messages, sheets

EVERYTHING = 0
"Stands for a page's key where a change touches the whole portal."
Plate = Callable[[], bytes]


@dataclass
class Run:
    """What a press run did, in addresses."""

    addresses: int = 0
    written: int = 0
    removed: int = 0
    unsigned: list[str] = field(default_factory=list)
    "Live pages that were not pressed because they lack a signature, by title."


def plates(portal: Portal | None) -> dict[str, Plate]:
    """Everything that belongs into the folder, by address: pages in both modes, messages, and the files they use."""
    if portal is None:
        return {}
    found: dict[str, Plate] = {}
    for path, sheet in sheets(portal).items():
        found[path] = sheet.render
        found[ELDER + path] = lambda sheet=sheet: sheet.render(elder=True)
    found |= messages(portal) | data_files(portal)
    for path, file in files(portal).items():
        found[path] = lambda file=file: _bytes_of(file)
    return found


def press_all() -> Run:
    """Press the whole portal afresh, in place of what was there."""
    folder = PressedFolder(settings.PRESSED_DIR)
    with folder.lock():
        portal = Portal.now()
        wanted = plates(portal)
        done = folder.replace_all((path, make()) for path, make in wanted.items())
    return Run(len(wanted), done.written, done.removed, unsigned(portal))


def press_pages(keys: Iterable[int]) -> Run:
    """Press what changes to these pages touch, what is missing, and take away what no longer belongs."""
    folder = PressedFolder(settings.PRESSED_DIR)
    with folder.lock():
        portal = Portal.now()
        wanted = plates(portal)
        run = press_paths(folder, wanted, _touched(set(keys), portal))
    run.unsigned = unsigned(portal)
    return run


def press_paths(folder: PressedFolder, wanted: dict[str, Plate], touched: set[str]) -> Run:
    """Write the addresses touched, in both modes, and those missing; remove those that no longer belong."""
    there = folder.paths()
    gone = there - wanted.keys()
    for path in gone:
        folder.remove(path)
    due = [path for path in wanted if path not in there or path.removeprefix(ELDER) in touched]
    written = [folder.write(path, wanted[path]()) for path in due]
    return Run(len(wanted), sum(written), len(gone))


def _touched(keys: set[int], portal: Portal | None) -> set[str]:
    if portal is None:
        return set()
    pages = [page.specific for page in Page.objects.filter(pk__in=keys)]
    if EVERYTHING in keys or len(pages) < len(keys):
        return set(portal.paths) | messages(portal).keys() | files(portal).keys() | data_files(portal).keys()
    return set().union(*(affected(page, portal) for page in pages))


def unsigned(portal: Portal | None) -> list[str]:
    """Titles of live pages that the press leaves out because they lack a signature; a finding on any real portal."""
    if portal is None:
        return []
    live = (page for model in DISCLOSURE_TYPES for page in model.objects.live().order_by("path"))
    return [page.title for page in live if page.pk not in portal.pieces]


def press_reads() -> Run:
    """Take over how often pages were read into the pages themselves (浏览次数): for a nightly timer."""
    changed = ReadCount.objects.exclude(printed=F("count"))
    keys = list(changed.values_list("page_id", flat=True))
    changed.update(printed=F("count"))
    folder = PressedFolder(settings.PRESSED_DIR)
    with folder.lock():
        portal = Portal.now()
        touched = {portal.pieces[key].path for key in keys if key in portal.pieces} if portal else set()
        return press_paths(folder, plates(portal), touched)


def _bytes_of(file) -> bytes:
    with file.open("rb") as stream:
        return stream.read()


# After a change --------------------------------------------------------------------------------
_waiting = threading.local()


def press_soon(*keys: int, at_once: bool = False) -> None:
    """Press what changes to these pages touch after the commit; many in one transaction are one run.

    `at_once`: by this very process, for what must not wait for a worker (紧急撤稿).
    """
    _waiting.keys = getattr(_waiting, "keys", set()) | set(keys)
    _waiting.at_once = getattr(_waiting, "at_once", False) or at_once
    transaction.on_commit(_press_waiting)


def _press_waiting() -> None:
    keys, _waiting.keys = getattr(_waiting, "keys", set()), set()
    at_once, _waiting.at_once = getattr(_waiting, "at_once", False), False
    if not keys:
        return
    if settings.TASKS_MODE == "worker" and not at_once:
        press_changed_pages.enqueue(sorted(keys))
    else:
        press_pages(keys)


@task()
def press_changed_pages(keys: list[int]) -> None:
    """A worker's press run."""
    press_pages(keys)
