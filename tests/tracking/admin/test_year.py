"""A year of the ledger: pages take no more queries with 100 items than with a handful, and a unit finds its own alone.

First pages, the whole list, signing and supervision are measured at 300 items by tests/test_page_queries.py.
"""

import html
import io
import zipfile
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, reverse

from tests.tracking.admin.pages import logged_in
from tests.tracking.factories import HANDED_OVER_ON, PDF, make_scan
from tests.tracking.year import Year, make_year
from tracking.admin.urls import urlpatterns
from tracking.loop import STEPS, take
from tracking.models import Assignment, Delivery, HandlingRecord, Notice
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
FEW, MANY = 24, 100
LIST, PROMISES, EVENTS = (f"/admin/{name}/" for name in ("ledger", "promises", "events"))
PAGES = [
    *[(LIST, who) for who in ("unit", "supervisor")],
    *[(f"{LIST}?{query}", "clerk") for query in ("session=all&light=red", "o=due_on", "q=照明")],
    ("file", "clerk"),
    ("file", "unit"),
    ("file", "supervisor"),
    ("history", "clerk"),
    (reverse("import_sheets"), "clerk"),
    (reverse("import_start"), "clerk"),
    (reverse("notices"), "unit"),
    (reverse("hand_on"), "clerk"),
    (reverse("loop_recount"), "clerk"),
    (PROMISES, "supervisor"),
    (EVENTS, "supervisor"),
]
"The other pages that somebody reads daily, and whose they are."


def who_is(year: Year, who: str):
    office = year.office
    people = {"clerk": office.clerk, "reviewer": office.reviewer, "leader": office.leader, "unit": office.unit_handler}
    return people.get(who) or year.supervisor


def where(year: Year, page: str) -> str:
    names = {"file": "ledger_modeladmin_inspect", "history": "ledger_modeladmin_history"}
    return reverse(names[page], args=[year.samples[Stage.HANDLING].pk]) if page in names else page


def queries(year: Year, page: str, who: str) -> int:
    client = logged_in(who_is(year, who))
    client.get("/admin/account/")
    with CaptureQueriesContext(connection) as taken:
        response = client.get(where(year, page), follow=True)
    assert response.status_code == 200, (page, who)
    return len(taken)


@pytest.fixture(scope="module")
def measured(django_db_setup, django_db_blocker, tmp_path_factory):
    """The pages with a few items, then the year; the queries of both."""
    files = override_settings(PRIVATE_ROOT=tmp_path_factory.mktemp("private"))
    with django_db_blocker.unblock(), files, transaction.atomic():
        year = make_year(FEW)
        few = {(page, who): queries(year, page, who) for page, who in PAGES}
        year.fill(FEW, MANY)
        assert HandlingRecord.objects.count() == MANY
        yield year, few
        connection.set_rollback(True)


@pytest.mark.parametrize(("page", "who"), PAGES)
def test_a_page_takes_no_more_queries_with_a_year(measured, page, who):
    year, few = measured
    assert queries(year, page, who) <= few[page, who]


# One unit and another's item --------------------------------------------------------------------
@pytest.fixture(scope="module")
def foreign(measured):
    """An item of another unit alone, with everything that has an address of its own."""
    year, _few = measured
    office, other = year.office, year.units[1]
    record = office.make_record(Stage.PROPOSED, title="别处秘而不宣的示例", first_signer="别处代表")
    paper = {"decider": office.leader.person, "scan": make_scan("批示.pdf", PDF + b"1"), "wording": "同意。"}
    on = HANDED_OVER_ON - timedelta(days=1)
    decided = take("instruct", record, account=office.clerk, on=on, instruction="同意。", **paper)
    record = office.move_on(record, Stage.ASKED, units=[other])
    scan = make_scan("别处.pdf")
    part = record.assignments.get()
    take("carry_form", part, account=office.handler_of(other), signature=record.signatures.get(), form_scan=scan)
    notice = Notice.objects.filter(record=record).first()
    return {
        "record": record,
        "record_id": record.pk,
        "assignment_id": part.pk,
        "delivery_id": Delivery.objects.get(reply__assignment=part).pk,
        "session_id": record.session_id,
        "unit_id": other.pk,
        "pk": scan.pk,
        "instance_pk": record.pk,
        "decision_id": decided.decision.pk,
        "token": "none",
        "returned": "none",
        "notice": notice,
    }


def addresses(foreign) -> list[str]:
    """Every address of the loop that names an item, a part, a delivery, a unit or a file, and the lists that could."""
    found = [reverse(name, args=[foreign["record_id"]]) for name in LEDGER_OF_ONE]
    for pattern in (one for one in urlpatterns if isinstance(one, URLPattern)):
        names = pattern.pattern.converters
        values = {name: foreign.get(name) for name in names}
        codes = [{"code": code} for code in STEPS] if "code" in names else [{}]
        found += [reverse(pattern.name, kwargs=values | code) for code in codes]
    return found


LEDGER_OF_ONE = ("ledger_modeladmin_inspect", "ledger_modeladmin_history")
SEARCHES = [
    f"{LIST}?q=别处",
    f"{LIST}?session=all&export=xlsx&q=别处",
    f"{LIST}?session=all&export=xlsx",
    f"{LIST}?session=all&export=csv",
    "/admin/notices/",
    "/admin/",
    "/admin/hand-on/",
    "/admin/hand-on/list/?name=示例经办人",
]


def said(response) -> str:
    """All that an answer says; a workbook and an archive opened, of an answer that leads elsewhere what it will say there."""
    if response.status_code == 302:
        return response.url + "".join(str(message) for message in get_messages(response.wsgi_request))
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content[:2] == b"PK":
        return "".join(_inside(io.BytesIO(content)))
    return content.decode("utf-8", "replace")


def _inside(file):
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            inner = archive.read(name)
            yield from (
                _inside(io.BytesIO(inner)) if inner[:2] == b"PK" else [html.unescape(inner.decode("utf-8", "replace"))]
            )


def test_a_unit_never_sees_an_item_of_another_by_any_address_search_or_export(measured, foreign):
    year, _few = measured
    client = logged_in(year.office.unit_handler)
    leaks = []
    for place in [*addresses(foreign), *SEARCHES]:
        for method in ("get", "post"):
            with transaction.atomic():
                data = {"record": foreign["record_id"]} if method == "post" else {}
                response = getattr(client, method)(place, data)
                words = said(response)
                connection.set_rollback(True)
            if "秘而不宣" in words or "别处代表" in words:
                leaks.append((method, place))
            if "%PDF" in words and str(foreign["pk"]) in place:
                leaks.append((method, place))
    assert leaks == []


def test_the_item_is_really_there_for_those_who_may_see_it(measured, foreign):
    """The test above looks for words that the pages do show to others."""
    year, _few = measured
    clerk = logged_in(year.office.clerk)
    for place in (reverse("ledger_modeladmin_inspect", args=[foreign["record_id"]]), SEARCHES[0], SEARCHES[2]):
        assert "秘而不宣" in said(clerk.get(place)), place
    own = logged_in(year.office.handler_of(year.units[1]))
    for place in (reverse("ledger_modeladmin_inspect", args=[foreign["record_id"]]), f"{LIST}?session=all&export=xlsx"):
        assert "秘而不宣" in said(own.get(place)), place


def test_many_at_once_leaves_another_units_items_alone(measured, foreign):
    """The bulk acts find nothing among rows that the unit may not see, whatever keys are sent."""
    year, _few = measured
    client = logged_in(year.office.unit_handler)
    before = Assignment.objects.get(pk=foreign["assignment_id"]).version
    for name in ("loop_hand_over_many", "loop_remind_many", "supervision_sheets", "hand_on"):
        words = said(client.post(reverse(name), {"record": foreign["record_id"], "confirm": "1"}, follow=True))
        assert "秘而不宣" not in words, name
    assert Assignment.objects.get(pk=foreign["assignment_id"]).version == before
