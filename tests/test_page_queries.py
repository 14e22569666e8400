"""How many queries each page asks, with 24 items of 40 units and with 300: as many, and few. One table holds them."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from publishing import review
from publishing.models import Level
from tests.house import on_paper
from tests.publishing.newsroom import Newsroom, make_newsroom
from tests.tracking.admin.pages import form_of, logged_in, soup, typed
from tests.tracking.factories import PDF, kept, make_person, make_unit
from tests.tracking.papers.made_letters import FOOT, HEAD, LETTER, letter
from tests.tracking.specimens import DAY, Walker, contested, eventful, waiting_for_opinions
from tests.tracking.year import Year, make_year
from tracking.admin.batches.declared import BATCHES, StepForMany, batch_url
from tracking.finding import index
from tracking.loop.acts.intake import instruct
from tracking.loop.acts.reviewing import sign
from tracking.models import Assignment, Circular, HandlingRecord, OfficeSettings, Role
from tracking.reports import circulars
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
FEW, MANY = 24, 300

MOST = {
    "home of clerk": 25,
    "home of reviewer": 17,
    "home of leader": 18,
    "home of unit": 17,
    "home of supervisor": 13,
    "home of editor": 20,
    "home of first": 20,
    "home of second": 20,
    "home of final": 21,
    "home of duty": 6,
    "home of admin": 16,
    "home of root": 25,
    "proposal to be signed": 20,
    "letter to be signed": 24,
    "second letter to be signed": 25,
    "ledger": 12,
    "ledger of all sessions": 12,
    "ledger searched": 15,
    "due and late by unit": 11,
    "due and late by leader": 11,
    "reminders": 11,
    "reminders by leader": 11,
    "circulars": 9,
    "circular": 8,
    "acts of supervision": 9,
    "papers of an item": 21,
    "papers of a session": 23,
    "many at once: name_follower": 10,
    "many at once: sign_for": 8,
    "many at once: pass_review": 14,
    "many at once: sign": 16,
    "many at once: report": 9,
    "many at once: city_passes": 8,
    "many at once: number": 14,
    "many at once: deliver": 10,
    "many at once: ask_opinion": 9,
    "many at once: feed_back": 11,
    "many at once: close": 10,
    "many at once: publication": 12,
    "writing, saved by itself": 25,
    "writing a second round": 24,
}
"""Every page and the most that it asks, 25 at the outside; a page that asks more fails."""


@dataclass
class Busy:
    """An office in the middle of its year, in which something of every kind waits for everybody."""

    room: Newsroom
    year: Year
    accounts: dict[str, object]
    proposed: HandlingRecord
    letter: HandlingRecord
    second: HandlingRecord
    "An item whose second letter waits for its signature, since the first signer was not satisfied."
    redone: HandlingRecord
    "An item of which the second letter is being written."


def walked(walk: Iterator[HandlingRecord], *steps: str) -> HandlingRecord:
    """Where an item stands right after these steps, one after the other, on its way."""
    ways = iter(steps)
    step = next(ways)
    for record in walk:
        if record.events.order_by("number").last().what == step:
            step = next(ways, None)
            if step is None:
                return record
    raise AssertionError(step)


def make_busy() -> Busy:
    """Everybody, a few items of the year, and items at which each kind of move waits."""
    room = make_newsroom()
    year, office = make_year(FEW, office=room.office), room.office
    accounts = {
        "clerk": office.clerk,
        "reviewer": office.reviewer,
        "leader": office.leader,
        "unit": office.unit_handler,
        "supervisor": year.supervisor,
        "editor": room.editor,
        "first": room.first,
        "second": room.second,
        "final": room.final,
        "duty": make_person("示例值班", Role.DUTY_OFFICER, login="duty").user,
        "admin": make_person("示例管理", Role.ADMIN, login="admin").user,
        "root": room.superuser,
    }
    walker = Walker(office, make_unit("区另例局"), year.supervisor)
    for walk, step in (
        (eventful, "ask_extension"), (eventful, "look_back"), (contested, "object_to"), (waiting_for_opinions, "ask_to_cosign"),
    ):  # fmt: skip
        walked(walk(walker), step)
    for number, levels in enumerate([(), (Level.FIRST,), (Level.FIRST, Level.SECOND)] * 2):
        submission = room.submit(room.article(f"示例制度{number}"))
        if levels:
            room.sign(submission, *levels)
    room.submit(room.notice())
    room.notice()
    on_paper(room, room.submit(room.article("纸质审签的制度")), accounts)
    returned = room.submit(room.article("退回的制度"))
    review.reject(returned, Level.FIRST, account=room.first, comment="请核对。")
    kept(circulars.draft(office.session, timezone.localdate()))
    kept(OfficeSettings(pk=1, signs_together=True, confirms_paper=True))
    proposed = office.make_record(Stage.PROPOSED)
    for stage in (Stage.SIGNED, Stage.REPORTED, Stage.NUMBERED, Stage.DELIVERED):
        office.make_record(stage)
    ways = (["record_consultation"], ["redo", "pass_review"], ["redo"])
    letters = [walked(eventful(walker), *steps) for steps in ways]
    return Busy(room, year, accounts, proposed, *letters)


# Asking ----------------------------------------------------------------------------------------
def counted(client, address: str, data: dict | None = None) -> int:
    """How many queries a page asks that is opened, or to which a form is sent."""
    with CaptureQueriesContext(connection) as taken:
        answer = client.get(address) if data is None else client.post(address, data)
    assert answer.status_code in {200, 422}, (address, answer.status_code)
    return len(taken)


def asked(busy: Busy) -> dict[str, int]:
    """What each page of the table asks as the installation stands, after the timer has indexed what changed."""
    index.catch_up()
    clients = {who: logged_in(account) for who, account in busy.accounts.items()}
    for client in clients.values():
        client.get("/admin/account/")
    found = {f"home of {who}": counted(client, "/admin/") for who, client in clients.items()}
    found |= {name: counted(clients[who], address) for name, (who, address) in pages(busy).items()}
    return found | of_writing(busy.redone, clients["unit"])


def signing_page(record: HandlingRecord, step) -> str:
    """Where a leader reads and signs."""
    part = [record.assignments.get().pk] if step.is_of_assignment else []
    return reverse("loop_signing", args=[record.pk, step.code, *part])


def pages(busy: Busy) -> dict[str, tuple[str, str]]:
    """The pages that are opened: whose each is, and its address."""
    due = reverse("supervision_due")
    return {
        "proposal to be signed": ("leader", signing_page(busy.proposed, instruct)),
        "letter to be signed": ("leader", signing_page(busy.letter, sign)),
        "second letter to be signed": ("leader", signing_page(busy.second, sign)),
        "ledger": ("clerk", "/admin/ledger/"),
        "ledger of all sessions": ("clerk", "/admin/ledger/?session=all&light=red"),
        "ledger searched": ("clerk", "/admin/ledger/?session=all&q=示例"),
        "due and late by unit": ("supervisor", due),
        "due and late by leader": ("supervisor", f"{due}?by=leader"),
        "reminders": ("supervisor", reverse("supervision_sheets")),
        "reminders by leader": ("supervisor", f"{reverse('supervision_sheets')}?by=leader"),
        "circulars": ("supervisor", reverse("circulars_modeladmin_index")),
        "circular": ("supervisor", reverse("circulars_modeladmin_edit", args=[Circular.objects.get().pk])),
        "acts of supervision": ("supervisor", reverse("supervision_modeladmin_index")),
        "papers of an item": ("clerk", reverse("papers_of_item", args=[busy.redone.pk])),
        "papers of a session": ("clerk", reverse("papers_of_session", args=[busy.room.office.session.code])),
    } | {f"many at once: {code}": (ROLES[batch.step.role], together(busy, batch)) for code, batch in BATCHES.items()}


ROLES = {
    Role.OFFICE_CLERK: "clerk",
    Role.OFFICE_REVIEWER: "reviewer",
    Role.LEADER: "leader",
    Role.UNIT_HANDLER: "unit",
    Role.EDITOR: "editor",
}


def together(busy: Busy, batch: StepForMany) -> str:
    """The page of a step for all items at its stages, thirty at most."""
    found = Assignment.objects.filter(stage__in=batch.step.sources).order_by("stage", "pk")
    if batch.step.role.is_of_a_unit:
        found = found.filter(unit=busy.room.office.unit)
    return batch_url(batch.code, list(found.values_list("pk", flat=True)[:30]))


def of_writing(record: HandlingRecord, client) -> dict[str, int]:
    """The page on which a second letter is written, after a Word file was read in and a picture put with it: opened, and saved by itself."""
    part = record.assignments.get()
    address = f"/admin/loop/{record.pk}/submit/{part.pk}/"

    def form(**changes) -> dict:
        return typed(soup(client.get(address)), form_of("submit")) | changes

    word = SimpleUploadedFile("答复稿.docx", letter(*LETTER, head=HEAD, foot=FOOT))
    client.post(address, form(word=word, word_in="1"))
    client.post(address, form(keep="1", attachments=[SimpleUploadedFile("附图.pdf", PDF)]))
    sent = form(keep="script", body=f"第{DRAFTS.pop()}稿。\n\n我们高度重视，，正在办理。")
    return {
        "writing, saved by itself": counted(client, address, sent),
        "writing a second round": counted(client, address),
    }


DRAFTS = ["二", "一"]
"A text that stands already is not saved again."


@pytest.fixture(scope="module")
def twice(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[tuple[dict[str, int], dict[str, int]]]:
    """What each page asks of the office with a few items, and with the year."""
    files = override_settings(PRIVATE_ROOT=tmp_path_factory.mktemp("private"))
    with django_db_blocker.unblock(), files, time_machine.travel(DAY), transaction.atomic():
        busy = make_busy()
        few = asked(busy)
        busy.year.fill(FEW, MANY)
        yield few, asked(busy)
        connection.set_rollback(True)


def test_a_page_asks_no_more_of_a_year_than_of_a_few_items(twice):
    few, many = twice
    assert {name: (few[name], asked) for name, asked in many.items() if asked > few[name]} == {}


def test_no_page_asks_more_than_the_table_says(twice):
    _few, many = twice
    assert many.keys() == MOST.keys()
    assert {name: asked for name, asked in many.items() if asked > MOST[name]} == {}
    assert max(MOST.values()) <= 25
