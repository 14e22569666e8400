"""Press runs (印制): everything, or what a change touches; after either the folder holds the same bytes."""

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import monotonic, sleep

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _
from wagtail.models import Page

from publishing.contract import pages as contract
from publishing.models import DISCLOSURE_TYPES, PortalHomePage, PublicAddress, ReadCount
from publishing.press import fates, feeds, search_index
from publishing.press.answers import ELDER, Answers
from publishing.press.data_pages import data_pages
from publishing.press.files import PressedFolder, Writing, names_of
from publishing.press.headers import CONTENT_TYPES
from publishing.press.imprint import Imprint
from publishing.press.kept_pieces import PieceStore
from publishing.press.portal import SITE_MAP, OtherThanKept, Portal
from publishing.press.render import data_files, messages, page_data, sheets, signpost
from publishing.press.site_map import site_map
from publishing.press.sitemap import sitemaps
from tracking import outbox
from tracking.loop.bulk.batch import uncollected
from tracking.models import ChainHead, Event, Job
from tracking.servers import this_server
from tracking.turns import in_turn

KIND = "publishing.press"
"The kind of the job that presses what changed."
EVERYTHING = 0
"Stands for a page's key where a change touches the whole portal."
FEW_ADDRESSES = 1000
"Where more than these came or went, what was written down of all is looked through."
OTHERS_TAKE = 3
"Seconds after a take-down that the other servers get to follow, before its page says which did not."
Plate = Callable[[], bytes]


class ForeignFolder(Exception):
    """The folder shows another portal than this database holds; its text says why, and what to do."""


@dataclass
class Healed:
    """What a press run found otherwise than it had been pressed, and put right: addresses, and names of files."""

    altered: list[str] = field(default_factory=list)
    "Other bytes than were pressed: changed by hand, or torn."
    missing: list[str] = field(default_factory=list)
    "No longer there, or not in every compressed form."
    stale: list[str] = field(default_factory=list)
    "As pressed, but the portal has moved on since."
    surplus: list[str] = field(default_factory=list)
    "Files that no run put there."
    cut_off: bool = False
    "The run before did not end; what it left half done counts as written."

    def __bool__(self) -> bool:
        return bool(self.altered or self.missing or self.stale or self.surplus or self.cut_off)


@dataclass
class Run:
    """What a press run did, in addresses."""

    addresses: int = 0
    written: int = 0
    removed: int = 0
    healed: Healed = field(default_factory=Healed)
    unsigned: list[str] = field(default_factory=list)
    "Live pages that were not pressed because they lack a signature, by title."


def printed(portal: Portal) -> dict[str, Plate]:
    """Everything that can be read, by address: pages in both modes, messages, and the files they use."""
    found: dict[str, Plate] = {}
    pages = sheets(portal)
    for path, sheet in pages.items():
        found[path] = sheet.render
        found[ELDER + path] = partial(sheet.render, elder=True)
    found |= messages(portal) | data_files(portal) | page_data(pages) | overviews(portal)
    return found | {path: partial(_bytes_of, used.file) for path, used in portal.files.items()}


def overviews(portal: Portal) -> dict[str, Plate]:
    """What tells of the portal as a whole or of a session, by address: feeds, the sitemap, and open tables."""
    found = feeds.feeds(portal) | sitemaps(portal, beside_the_tree(portal)) | data_pages(portal)
    return found | site_map(portal)


def beside_the_tree(portal: Portal) -> frozenset[str]:
    """The pages that stand in no column: about open tables, and of the portal."""
    return portal.datasets.paths | {SITE_MAP}


def plates(portal: Portal | None) -> dict[str, Plate]:
    """Everything that belongs into the folder, by address: what can be read, and signposts at addresses that were left."""
    return _with_signposts(portal, printed(portal))[0] if portal is not None else {}


def _with_signposts(
    portal: Portal, found: dict[str, Plate], noted: list[fates.Noted] | None = None
) -> tuple[dict[str, Plate], Answers]:
    """What belongs into the folder besides what can be read, and what is answered where nothing does."""
    answers = fates.answers(portal, found, noted)
    pages = {path: to for path, to in answers.moved.items() if path.endswith("/") and fates.is_page(to)}
    return found | {path: partial(signpost, portal, target) for path, target in pages.items()}, answers


def _noted(portal: Portal | None, left: frozenset[str], keys: set[int]) -> tuple[dict[str, Plate], Answers]:
    """The same for a run, which first writes down which addresses became public or ceased to be.

    `left` by the last run, but for its signposts; on it this one stands where it is about changes to these pages.
    """
    if portal is None:
        return {}, Answers()
    found = printed(portal)
    return _with_signposts(portal, found, fates.note(portal, found, _among(portal, found, left, keys)))


def _among(portal: Portal, found: dict[str, Plate], left: frozenset[str], keys: set[int]) -> fates.Among | None:
    """Where addresses may have come or gone since the last run; None: anywhere."""
    if portal.kept is None:
        return None
    pages = frozenset(keys | portal.changed)
    own = {portal.pieces[pk].path for pk in pages & portal.pieces.keys()}
    paths = own.union(found.keys() - left, left - found.keys())
    return fates.Among(frozenset(paths), pages) if len(paths) + len(pages) <= FEW_ADDRESSES else None


def _found(
    folder: PressedFolder,
    imprint: Imprint,
    *,
    replace: bool = False,
    processes: int = 1,
    anew: set[int] | None = None,
    trusts: bool = True,
) -> tuple[Portal | None, dict[str, Plate], Answers]:
    """The portal as it stands, and what belongs into the folder; servers that press at once read and note one after another.

    Otherwise one that read before a publication would note after it that the page had ceased to be. `anew`: nothing
    but these pages is known to have changed since the last run, whose pieces are taken over unless they are not to be
    trusted.
    """
    with in_turn(KIND):
        withheld = folder.withheld.names()
        portal = _portal_for(folder, imprint, replace=replace)
        folder.withheld.lift(withheld)  # the portal was read after those take-downs
        if portal is not None:
            portal.processes = processes
            if anew is not None:
                portal.recall(_store(folder, portal), anew, trusts=trusts)
        left = folder.noted() - Answers.beside(folder.place).moved.keys() if anew is not None else frozenset()
        return portal, *_noted(portal, left, anew or set())


def warm_up() -> None:
    """Make the portal's home page and write nothing: what a process needs to press is then in its memory."""
    if (portal := Portal.now()) is not None:
        sheets(portal)["/"].render()


def press_all(*, anew: bool = True, replace: bool = False, processes: int = 1) -> Run:
    """Press the whole portal and put right whatever in the folder is otherwise; raises ForeignFolder.

    `anew`: compressed forms too are compared with what they would be now, not with what was pressed (after an
    upgrade). `replace`: even where the folder shows another database's portal. `processes`: how many share the work.
    """
    folder = PressedFolder(settings.PRESSED_DIR)
    with folder.lock() as held:
        portal, wanted, answers = _found(folder, held.imprint, replace=replace, processes=processes)
        return _whole(folder, held, portal, wanted, answers, anew=anew, processes=processes)


def press_pages(keys: Iterable[int]) -> Run:
    """Press what changes to these pages touch, what is missing, and take away what no longer belongs.

    What changes with several pages becomes visible at one moment: a set is public whole or not at all. Other files of
    the folder are looked at only where more than pages of disclosed information changed, and after a run that was cut
    off: what somebody put there or took away is for the nightly run. Raises ForeignFolder.
    """
    keys = set(keys)
    folder = PressedFolder(settings.PRESSED_DIR)
    with uncollected(), folder.lock() as held:
        _withdraw(folder, held.imprint, keys)
        may_recall = not held.imprint.is_doubtful and len(_disclosed(keys)) == len(keys)
        try:
            return _press_changed(folder, held, keys, anew=keys if may_recall else None)
        except OtherThanKept:
            return _press_changed(folder, held, keys, anew=keys, trusts=False)


def _press_changed(
    folder: PressedFolder, held: Writing, keys: set[int], *, anew: set[int] | None, trusts: bool = True
) -> Run:
    """One run for changes to these pages; raises OtherThanKept where what an earlier one kept can't be trusted.

    `anew` and `trusts` as `_found` takes them; without `anew` the pages are not all of disclosed information, and more may have changed.
    """
    portal, wanted, answers = _found(folder, held.imprint, anew=anew, trusts=trusts)
    if held.imprint.is_doubtful:
        return _whole(folder, held, portal, wanted, answers)
    several = len(keys) > 1
    if portal is not None and portal.kept is not None:
        keys = keys | portal.changed
    search_index.withdraw(folder.place, portal)
    touched = _touched(keys, portal, answers) | _led_elsewhere(folder, answers)
    with folder.together() if several else nullcontext():
        run = press_paths(folder, wanted, touched)
        if anew is None:
            run.healed = _put_right(folder, wanted)
    _lay(folder, held, answers)
    held.placing.settle()  # what is found is there
    search_index.update(folder.place, portal, keys if anew is not None else None)
    _keep(folder, portal)
    run.unsigned = unsigned(portal)
    if portal is not None:
        portal.let_go()
    return run


def _store(folder: PressedFolder, portal: Portal) -> PieceStore:
    """Where the pieces are kept for the next run."""
    return PieceStore(folder.place, str(portal.home.translation_key))


def _keep(folder: PressedFolder, portal: Portal | None) -> None:
    """Keep the pieces that were proved for the next run."""
    if portal is not None and portal.chain is not None:
        (portal.store or _store(folder, portal)).save(portal.lines().values(), portal.chain)


def _withdraw(folder: PressedFolder, imprint: Imprint, keys: set[int]) -> None:
    """Take away first what shows these pages where they were taken down; what else tells of them follows in the run."""
    paths = _shown_of(_down(keys))
    if not paths or _why_foreign(folder, imprint):
        return
    for path in paths:
        folder.remove(path)


def withdraw_at_once(keys: Iterable[int]) -> None:
    """The same without waiting for a run that is at work, which does not put it back; the run that follows does the rest."""
    folder = PressedFolder(settings.PRESSED_DIR)
    paths = _shown_of(down := _down(keys))
    if not paths or not folder.place.is_dir() or _why_foreign(folder, Imprint.of(folder.place.resolve())):
        return
    folder.withhold(paths)
    if published_since := down - _down(down):
        folder.lift(_shown_of(published_since))
    folder.sweep_withheld()


def withdraw_what_waits(seen: frozenset[int]) -> frozenset[int]:
    """Take away the pages taken down of which jobs tell that wait for this server, or are being done; the jobs now seen.

    `seen`: those looked at before.
    """
    jobs = dict(Job.objects.filter(kind=KIND, server=this_server()).values_list("pk", "payload"))
    if keys := {page for job in jobs.keys() - seen for page in jobs[job].get("pages", ())} - {EVERYTHING}:
        withdraw_at_once(keys)
    return frozenset(jobs)


def _down(keys: Iterable[int]) -> set[int]:
    """Those of these pages that are not public."""
    return set(Page.objects.filter(pk__in=set(keys), live=False).values_list("pk", flat=True))


def _shown_of(keys: set[int]) -> list[str]:
    """The addresses at which these pages were read last, in both modes and as data."""
    paths = PublicAddress.objects.newest().filter(page__in=keys, part="").values_list("path", flat=True) if keys else ()
    return [shown for path in paths for shown in (path, ELDER + path, path + contract.NAME)]


def press_paths(folder: PressedFolder, wanted: dict[str, Plate], touched: set[str]) -> Run:
    """Write the addresses touched, in both modes, and those that the last run did not leave; remove those that no longer belong."""
    there = folder.noted()
    gone = there - wanted.keys()
    for path in gone:
        folder.remove(path)
    shown = {elder + path + form for path in touched for elder in ("", ELDER) for form in ("", contract.NAME)}
    due = sorted((wanted.keys() - there) | (wanted.keys() & shown))
    written = [folder.write(path, wanted[path](), _type_of(path)) for path in due]
    return Run(len(wanted), sum(written), len(gone))


def _put_right(folder: PressedFolder, wanted: dict[str, Plate]) -> Healed:
    """Write again what somebody took away, and remove what somebody put there."""
    found = folder.look_over(closely=False)
    if found.foreign:
        folder.sweep()
        for path in folder.paths() - wanted.keys():
            folder.remove(path)
    missing = sorted(found.missing & wanted.keys())
    for path in missing:
        folder.write(path, wanted[path](), _type_of(path))
    return Healed(missing=missing, surplus=sorted(found.foreign))


def _type_of(path: str) -> str:
    """What lies at an address that does not tell it by its suffix and is no page: a feed; empty for all others."""
    return CONTENT_TYPES["atom"] if path.endswith(feeds.FEED) else ""


def _led_elsewhere(folder: PressedFolder, answers: Answers) -> set[str]:
    """Addresses that lead elsewhere than before, or no longer on."""
    before, now = Answers.beside(folder.place).moved, answers.moved
    return {path for path in before.keys() | now.keys() if before.get(path) != now.get(path)}


def _lay(folder: PressedFolder, held: Writing, answers: Answers) -> None:
    """Put beside the folder what is answered where nothing lies in it."""
    if not answers.lie_beside(folder.place):
        held.imprint.begin()
        answers.lay_beside(folder.place)


def _whole(
    folder: PressedFolder,
    held: Writing,
    portal: Portal | None,
    wanted: dict[str, Plate],
    answers: Answers,
    *,
    anew: bool = False,
    processes: int = 1,
) -> Run:
    """Compare every page with what it would be now, and every file with what was pressed; write what differs."""
    imprint = held.imprint
    healed = Healed(cut_off=imprint.is_doubtful and bool(imprint.files))
    search_index.withdraw(folder.place, portal)
    with folder.together():
        known = {address for address in folder.paths() if not imprint.is_doubtful}
        found = folder.look_over(closely=True)
        if anew:
            imprint.forget(list(imprint.files))
        done = folder.make_all({path: (make, _type_of(path)) for path, make in wanted.items()}, processes)
    _lay(folder, held, answers)
    held.placing.settle()
    search_index.update(folder.place, portal)
    _keep(folder, portal)
    healed.altered = sorted(found.altered & wanted.keys())
    healed.missing = sorted(found.missing & wanted.keys())
    healed.surplus = sorted(found.foreign)
    healed.stale = sorted((done.written & known) - found.altered - found.missing)
    return Run(len(wanted), len(done.written), len(done.removed), healed, unsigned(portal))


def still_shows(page: Page) -> bool:
    """Whether the public still reads something at this page's address."""
    portal = Portal.now()
    folder = Path(settings.PRESSED_DIR)
    return portal is not None and any((folder / name).exists() for name in names_of(portal.path_of(page)))


def why_still_public(page: Page) -> str:
    """What is to be done at once where a page was taken down and its pressed files are there still; empty when not."""
    if still_shows(page):
        return _("撤稿已经生效，但公开页面还没有撤下，系统会自动再试；请立即通知管理员执行 huiyin press。")
    if behind := _servers_behind(page):
        words = _("撤稿已经生效，但服务器 %(names)s 还没有应答，可能还能看到；请立即通知管理员，停下它或恢复它的网络。")
        return words % {"names": "、".join(behind)}
    return ""


def _servers_behind(page: Page) -> list[str]:
    """The other servers that have not pressed yet what became of this page, after they had the time to."""
    if not this_server():
        return []
    until = monotonic() + OTHERS_TAKE
    while True:
        others = Job.objects.filter(kind=KIND).exclude(server__in=("", this_server()))
        behind = {job.server for job in others if {page.pk, EVERYTHING} & set(job.payload.get("pages", ()))}
        if not behind or monotonic() > until:
            return sorted(behind)
        sleep(0.1)


# Whose folder it is ----------------------------------------------------------------------------
def why_foreign() -> str:
    """Why this database's portal is not pressed into the folder, in a sentence; empty when nothing is against it."""
    folder = PressedFolder(settings.PRESSED_DIR)
    with folder.lock() as held:
        return _why_foreign(folder, held.imprint)


def _portal_for(folder: PressedFolder, imprint: Imprint, *, replace: bool = False) -> Portal | None:
    """The portal as it stands, once it is sure that it is the one which the folder shows."""
    if not replace and (why := _why_foreign(folder, imprint)):
        raise ForeignFolder(why)
    head = ChainHead.objects.now()  # before anything is read: what comes later is read by the next run
    portal = Portal.now()
    if portal is not None:
        portal.chain = head
    home = str(portal.home.translation_key) if portal else imprint.source.get("home", "")
    if home:
        imprint.pressed_by({"home": home, "number": head.number, "digest": head.digest})
    return portal


def _why_foreign(folder: PressedFolder, imprint: Imprint) -> str:
    homes = PortalHomePage.objects.all()
    source = imprint.source
    what_to_do = _(
        "静态页没有改动。请核对 HUIYIN_DATA_DIR 和 HUIYIN_DATABASE_URL；确要以这个数据库为准，请执行 huiyin press --replace。"
    )
    if not homes.exists():
        holds_portal = "/" in folder.paths()
        return _("数据库里没有门户首页，静态页文件夹里却有门户。") + what_to_do if holds_portal else ""
    if not source:
        return ""
    if not homes.filter(translation_key=source["home"]).exists():
        return _("静态页文件夹里是另一个数据库的门户。") + what_to_do
    number, digest = source["number"], source["digest"]
    if not number or Event.objects.filter(number=number, digest=digest).exists():
        return ""
    if number > ChainHead.objects.now().number:
        words = _("数据库比静态页旧：印制时办理记录已有%(number)s条，现在没有这么多（是否恢复了较早的备份？）。")
    else:
        words = _("数据库的办理记录与印制静态页时不同：第%(number)s条不是同一条。")
    return words % {"number": number} + what_to_do


def _disclosed(keys: set[int]) -> list[Page]:
    return [page for model in DISCLOSURE_TYPES for page in model.objects.filter(pk__in=keys)]


def _touched(keys: set[int], portal: Portal | None, answers: Answers) -> set[str]:
    """The addresses that changes to these pages may touch: every one, but for pages of disclosed information."""
    if portal is None:
        return set()
    pages = _disclosed(keys)
    if portal.kept is None and len(pages) < len(keys):
        return {
            *portal.paths, *answers.moved, *messages(portal), *portal.files, *data_files(portal), *overviews(portal),
        }  # fmt: skip
    everywhere = {*sitemaps(portal, beside_the_tree(portal)), SITE_MAP}
    everywhere = everywhere.union(*(feeds.showing(portal, page) for page in pages))
    if portal.kept is None:
        return everywhere.union(portal.datasets.touched(pages), *(page.affected(portal) for page in pages))
    changed = portal.changed_pieces()
    sessions = {piece.session.pk for piece in changed if piece.session is not None}
    beside = everywhere.union(
        portal.datasets.touched(pages, sessions), *(feeds.showing(portal, piece.page) for piece in changed)
    )
    found = beside | portal.shown_elsewhere() | _leading_to(pages, portal)
    portal.prove([piece.page.pk for piece in portal.pieces.values() if piece.is_kept and piece.path in found])
    return found


def _leading_to(pages: list[Page], portal: Portal) -> set[str]:
    """The home page, these pages with their data, and the pages that print figures of their sessions and lead to them."""
    told: set[int] = set().union(*(page.sessions_told() for page in pages))
    read = (piece for piece in portal.pieces.values() if piece.answer is None)
    counting = {piece.path for piece in read if piece.page.shows_replies(told, set())}
    own = {portal.path_of(page) + name for page in pages for name in ("", *page.data_names())}
    return {"/"} | counting | own


def unsigned(portal: Portal | None) -> list[str]:
    """Titles of live pages that the press leaves out because they lack a signature; a finding on any real portal."""
    if portal is None:
        return []
    live = (
        row for model in DISCLOSURE_TYPES for row in model.objects.live().order_by("path").values_list("pk", "title")
    )
    return [title for pk, title in live if pk not in portal.pieces]


def press_reads() -> None:
    """Take over how often pages were read into the pages themselves (浏览次数): for a nightly timer."""
    with transaction.atomic():
        changed = ReadCount.objects.exclude(printed=F("count"))
        keys = list(changed.values_list("page_id", flat=True))
        changed.update(printed=F("count"))
        press_soon(*keys)
    outbox.settle()


def _bytes_of(file: FieldFile) -> bytes:
    with file.open("rb") as stream:
        return stream.read()


# After a change --------------------------------------------------------------------------------
def press_soon(*keys: int, at_once: bool = False) -> None:
    """Press what changes to these pages touch, once the transaction stands; what waits together is one run.

    Each of several servers presses its own folder. `at_once`: here by this very process, for what must not wait for a
    worker (紧急撤稿).
    """
    if at_once:
        transaction.on_commit(partial(withdraw_at_once, keys), robust=True)
    outbox.put_everywhere(KIND, {"pages": sorted(keys)}, at_once=at_once)


@outbox.handles(KIND)
def press_what_waits(key: str, payloads: list[dict]) -> None:
    """The job of the outbox: one run for all changes that wait."""
    press_pages({page for payload in payloads for page in payload["pages"]})
