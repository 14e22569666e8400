"""The acts that are cut off, each in an installation where it can be done once, and what is seen of it."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from wagtail.models import Page

from publishing import review
from publishing.models import Level, PortalSettings, PublicAddress, Release, SignOff
from publishing.press.files import names_of
from publishing.press.run import press_all
from publishing.review import sets
from publishing.review.releasing import members_of
from tests.performance.imports import UNITS, workbook
from tests.publishing.newsroom import Newsroom, make_newsroom
from tests.thorough import times
from tests.tracking.factories import HANDED_OVER_ON, make_scan, make_unit
from tests.tracking.ledger.test_unit_sheets import FILLED, exported, filled
from tracking import ledger, outbox
from tracking.ledger import unit_sheets
from tracking.loop import take
from tracking.models import Contact, Event, HandlingRecord, Job, ProgressNote, Session
from tracking.stages import Stage


@dataclass(frozen=True)
class Act:
    """Something that a kill cuts off: afterwards what is seen is as before it or as after it, never in between."""

    name: str
    prepare: Callable[[], object]
    "Makes the installation ready for it; what it returns, the act and its sight are given."
    do: Callable[[object], None]
    see: Callable[[object], object]
    always_done: bool = False
    "The timer ends it: afterwards it is always as after the act."
    restart: Callable[[object], None] = lambda about: None
    "What the office does anew, after the timer."
    glance: Callable[[object], str] = lambda about: ""
    "What readers must not see right after the kill, in a sentence; empty when all is well."


def _newsroom() -> Newsroom:
    newsroom = make_newsroom()
    press_all()
    return newsroom


# A step with its scan --------------------------------------------------------------------------
def _proposed() -> tuple[Newsroom, HandlingRecord]:
    newsroom = _newsroom()
    return newsroom, newsroom.office.make_record(Stage.PROPOSED)


def _instruct_on_paper(about) -> None:
    newsroom, record = about
    office = newsroom.office
    day = HANDED_OVER_ON - timedelta(days=1)
    scan = make_scan("拟办单.pdf", b"%PDF-1.4\n" + b"0" * 300_000)
    leader = office.leader.person
    take(
        "instruct",
        record,
        account=office.clerk,
        decider=leader,
        on=day,
        wording="同意。",
        scan=scan,
        instruction="同意。",
    )


def _stage(about) -> object:
    return HandlingRecord.objects.get(pk=about[1].pk).stage, Event.objects.count()


# Pages -----------------------------------------------------------------------------------------
def _nearly_signed():
    newsroom = _newsroom()
    submission = newsroom.submit(newsroom.article())
    newsroom.sign(submission, *[level for level in submission.needed if level != Level.FINAL])
    return newsroom, submission


def _sign_last(about) -> None:
    newsroom, submission = about
    review.sign(submission, Level.FINAL, account=newsroom.final, comment="同意。")


def _signed(about) -> object:
    page = Page.objects.get(pk=about[1].page_id)
    return page.live, SignOff.objects.count(), Event.objects.count()


def _public():
    newsroom = _newsroom()
    page = newsroom.published(newsroom.article())
    outbox.settle()
    return newsroom, page


def _nearly_signed_set(pages: int):
    newsroom = _newsroom()
    drafts = [newsroom.article(f"示例制度{number}") for number in range(pages)]
    release = sets.submit_set(drafts, account=newsroom.editor, title="示例一套")
    for level in (Level.FIRST, Level.SECOND):
        _open_and_sign(newsroom, release, level)
    for one in sets.due(members_of(release)):
        sets.note_reading(one, newsroom.final.person)
    return newsroom, release


def _open_and_sign(newsroom: Newsroom, release: Release, level: Level) -> None:
    for one in sets.due(members_of(release)):
        sets.note_reading(one, newsroom.signer(level).person)
    sets.sign_set(release, account=newsroom.signer(level))


def _sign_set(about) -> None:
    newsroom, release = about
    sets.sign_set(release, account=newsroom.final, comment="同意。")


def _set(about) -> object:
    return sum(one.page.live for one in members_of(about[1])), Event.objects.count()


def _set_in_folder(about) -> str:
    """Readers find every page of the set, or none."""
    members = members_of(about[1])
    folder, addresses = Path(settings.PRESSED_DIR), [about[0].home.path_of(one.page.url_path) for one in members]
    there = [path for path in addresses if (folder / names_of(path)[0]).exists()]
    return f"{len(there)} of {len(addresses)} pages are public" if 0 < len(there) < len(addresses) else ""


def _take_down(about) -> None:
    newsroom, page = about
    review.take_down(page, account=newsroom.final, reason="含个人信息", is_urgent=True)


def _nearly_renamed():
    newsroom, page = _public()
    draft = page.get_latest_revision_as_object()
    draft.slug = "renamed"
    draft.save_revision(user=newsroom.editor)
    submission = newsroom.submit(type(page).objects.get(pk=page.pk))
    newsroom.sign(submission, *[level for level in submission.needed if level != Level.FINAL])
    return newsroom, submission


def _address(about) -> object:
    return Page.objects.get(pk=about[1].page_id).slug, PublicAddress.objects.filter(part="").count()


def _is_public(about) -> object:
    return Page.objects.get(pk=about[1].pk).live, Event.objects.count()


def _change_settings(about) -> None:
    found = PortalSettings.current()
    found.name = "改名的示例区人民政府"
    found.save()


def _settings(about) -> object:
    return PortalSettings.current().name


def _queued():
    newsroom = _newsroom()
    settings.TRACKING_TASKS = "worker"
    try:
        page = newsroom.published(newsroom.article())
        newsroom.office.make_record(Stage.HANDLING)
    finally:
        settings.TRACKING_TASKS = "inline"
    return newsroom, page


# Workbooks -------------------------------------------------------------------------------------
def _to_import(rows: int):
    newsroom = _newsroom()
    for place in range(min(rows, UNITS)):
        make_unit(f"区压测{place}局")
    return newsroom, workbook(rows)


def _import(about) -> None:
    newsroom, content = about
    session = Session.objects.get(pk=newsroom.office.session.pk)
    plan = ledger.plan(ledger.read(io.BytesIO(content), "台账.xlsx"), session)
    ledger.apply(plan, newsroom.office.clerk)


def _ledger(about) -> object:
    return HandlingRecord.objects.count(), Event.objects.count()


def _sheets_filled():
    newsroom = _newsroom()
    office = newsroom.office
    for _number in range(5):
        office.make_record(Stage.HANDLING)
    return newsroom, filled(exported(office.session, office.unit), *[FILLED] * 5).getvalue()


def _merge(about) -> None:
    newsroom, content = about
    plan = unit_sheets.plan_merge(*unit_sheets.read_sheets([("回填.xlsx", io.BytesIO(content))]))
    unit_sheets.merge(plan, newsroom.office.clerk)


def _filled(about) -> object:
    return ProgressNote.objects.count(), Contact.objects.count(), Event.objects.count()


# The example -----------------------------------------------------------------------------------
def _load_example(about) -> None:
    from huiyin.example.load import load

    load()


def _example(about) -> object:
    return HandlingRecord.objects.count(), Page.objects.live().count(), SignOff.objects.count()


def acts(rows: int) -> list[Act]:
    """All of them; `rows`: how many rows the import brings."""
    return [
        Act("step", _proposed, _instruct_on_paper, _stage),
        Act("signature", _nearly_signed, _sign_last, _signed),
        Act("set", lambda: _nearly_signed_set(times(4, 50)), _sign_set, _set, glance=_set_in_folder),
        Act("rename", _nearly_renamed, _sign_last, _address),
        Act("take-down", _public, _take_down, _is_public),
        Act("settings", _newsroom, _change_settings, _settings),
        Act("import", lambda: _to_import(rows), _import, _ledger),
        Act("sheets", _sheets_filled, _merge, _filled),
        Act(
            "job", _queued, lambda about: outbox.settle() and None, lambda about: Job.objects.count(), always_done=True
        ),
        Act("example", lambda: None, _load_example, _example, always_done=True, restart=_load_example),
    ]
