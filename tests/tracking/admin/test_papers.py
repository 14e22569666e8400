"""The office's papers: what each says, and who may print it."""

import re

import pytest

from tests.tracking.admin.pages import form_of, is_denied, logged_in, soup, text, typed
from tracking.models import Delivery, FeedbackLink, digest_of
from tracking.stages import Stage

pytestmark = pytest.mark.django_db


def test_papers_are_for_those_who_may_see_their_item(make_record, request, office):
    record = make_record(Stage.ASKED)
    reply, delivery = record.assignments.get().reply, Delivery.objects.get()
    papers = {
        f"/admin/papers/file/handling_sheet/{record.pk}/pdf/": "clerk reviewer leader supervisor",
        f"/admin/papers/file/approval_sheet/{reply.pk}/pdf/": "clerk reviewer leader supervisor unit_handler",
        f"/admin/papers/file/opinion_form/{delivery.pk}/pdf/": "clerk reviewer leader supervisor unit_handler",
    }
    everybody = ["clerk", "reviewer", "leader", "supervisor", "unit_handler", "other_handler", "editor", "admin_user"]
    for address, may in papers.items():
        for who in everybody:
            response = logged_in(request.getfixturevalue(who)).get(address)
            assert (response.status_code == 200) is (who in may.split()), (address, who)
            assert response.status_code == 200 or is_denied(response) or response.status_code == 404


def test_the_page_of_an_item_and_the_leader_s_page_lead_to_their_papers(make_record, clerk, leader):
    record = make_record(Stage.REVIEWED)
    reply = record.assignments.get().reply
    approval = f'a[href="/admin/papers/file/approval_sheet/{reply.pk}/pdf/"]'
    assert soup(logged_in(clerk).get(f"/admin/ledger/inspect/{record.pk}/")).select_one(approval)
    assert soup(logged_in(leader).get("/admin/loop/signing/", follow=True)).select_one(approval)
    waiting = make_record(Stage.PROPOSED)
    page = soup(logged_in(leader).get(f"/admin/loop/signing/{waiting.pk}/instruct/"))
    assert page.select_one(f'a[href="/admin/papers/file/handling_sheet/{waiting.pk}/pdf/"]')


def test_the_slip_of_a_link_shows_its_address_once_with_a_code(make_record, clerk, client):
    part = make_record(Stage.ASKED).assignments.get()
    seat, address = logged_in(clerk), f"/admin/loop/{part.record_id}/issue_link/{part.pk}/"
    response = seat.post(address, typed(soup(seat.get(address)), form_of("issue_link")))
    page = soup(response)
    shown = page.select_one(".address").get_text(strip=True)
    token = re.fullmatch(r"http://[^/]+/feedback/([\w-]{43})/", shown)[1]
    assert page.select_one("svg.qr path")
    assert not page.select("[style]")
    assert "no-store" in response["Cache-Control"]
    assert FeedbackLink.objects.get().token_sha256 == digest_of(token)
    assert client.get(f"/feedback/{token}/").status_code == 200
    file = seat.get(f"/admin/ledger/inspect/{part.record_id}/").content.decode()
    assert token not in file


def test_a_paper_that_an_item_of_this_sort_never_has_is_not_offered(make_record, clerk):
    page = text(logged_in(clerk).get(f"/admin/papers/item/{make_record(Stage.ASKED).pk}/"))
    assert "答复函" in page
    for name in ("会办意见函", "提案质量评价表", "转办函"):
        assert name not in page
