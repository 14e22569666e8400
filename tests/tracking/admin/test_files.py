"""A scan is served to those who may see the item it belongs to; for everybody else it does not exist."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.tracking.factories import HANDED_OVER_ON, PNG, make_person, make_scan, on_disk
from tracking.admin.ledger.dossier import Dossier
from tracking.loop import take
from tracking.models import Assignment, HandlingRecord, Role
from tracking.stages import Stage

pytestmark = pytest.mark.django_db


def address(scan) -> str:
    return reverse("private_file", args=[scan.pk])


@pytest.fixture
def scan(make_record, clerk):
    """The scan of a leader's word on an item that was then handed over."""
    scan = make_scan()
    record = make_record(Stage.PROPOSED)
    boss = make_person("示例纸上领导", Role.LEADER)
    take("instruct", record, account=clerk, decider=boss, on=HANDED_OVER_ON, instruction="同意。", scan=scan)
    return scan


def status(client, user, scan) -> int:
    client.force_login(user)
    response = client.get(address(scan))
    b"".join(response)  # closed unread, a file closes the connection to PostgreSQL, too
    return response.status_code


@pytest.mark.parametrize("who", ["clerk", "reviewer", "leader", "supervisor"])
def test_the_office_sees_it(who, client, scan, request):
    assert status(client, request.getfixturevalue(who), scan) == 200


@pytest.mark.parametrize("who", ["editor", "admin_user", "superuser", "unit_handler", "other_handler"])
def test_it_does_not_exist_for_others(who, client, scan, request):
    assert status(client, request.getfixturevalue(who), scan) == 404


def test_a_stranger_is_sent_to_the_login(client, scan):
    assert client.get(address(scan)).status_code == 302


def test_a_unit_sees_the_papers_of_its_own_item(client, scan, clerk, unit, unit_handler, other_handler):
    record = HandlingRecord.objects.get()
    take("assign", record, account=clerk, on=HANDED_OVER_ON, lead_units=[unit])
    assert status(client, unit_handler, scan) == 200
    assert status(client, other_handler, scan) == 404


def test_a_unit_sees_no_papers_of_another_units_part(client, make_record, clerk, unit, other_unit, other_handler):
    record = make_record(Stage.ASSIGNED, duty="separate", units=[unit, other_unit])
    proxy = make_person("示例纸上承办", Role.UNIT_HANDLER, unit)
    scan = make_scan("签收单.pdf")
    part = Assignment.objects.get(record=record, unit=unit)
    four = {"department": "科", "unit_leader": "甲", "handler": "乙"}
    take("sign_for", part, account=clerk, decider=proxy, on=HANDED_OVER_ON, scan=scan, **four)
    assert status(client, other_handler, scan) == 404


def test_a_file_that_nothing_refers_to_does_not_exist(client, clerk):
    assert status(client, clerk, make_scan()) == 404


def test_it_is_served_harmless(client, clerk, scan):
    client.force_login(clerk)
    response = client.get(address(scan))
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert b"".join(response.streaming_content).startswith(b"%PDF")


def test_a_lost_file_is_no_server_error(client, clerk, scan):
    on_disk(scan).unlink()
    assert status(client, clerk, scan) == 404


@pytest.mark.parametrize("content", [b"", b"MZ" + b"\0" * 200, b"<script>alert(1)</script>", b"PK\x03\x04nothing"])
def test_what_is_no_scan_is_not_kept(db, content):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        make_scan("文件.exe", content)


def test_a_sealed_letter_is_for_the_office_and_its_unit_and_shown_with_its_digest(
    client, make_record, clerk, unit_handler, other_handler, editor
):
    part = make_record(Stage.SIGNED, origin="district").assignments.get()
    sealed, on = make_scan("答复函（盖章）.pdf"), HANDED_OVER_ON + timedelta(days=75)
    url = reverse("ledger_modeladmin_inspect", args=[part.record_id])
    take("number", part, account=clerk, on=on, doc_number="示政办函〔2024〕1号")
    client.force_login(clerk)
    assert "尚未登记。本系统生成的文稿，非用印件。" in client.get(url).content.decode()
    take("attach_sealed", Assignment.objects.get(pk=part.pk), account=clerk, on=on, sealed=sealed)
    assert status(client, clerk, sealed) == status(client, unit_handler, sealed) == 200
    assert status(client, other_handler, sealed) == status(client, editor, sealed) == 404
    client.force_login(unit_handler)
    assert f"SHA-256：<code>{sealed.sha256}</code>" in client.get(url).content.decode()


def test_the_sealed_letter_stands_first_among_the_attachments(make_record, clerk):
    part = make_record(Stage.SIGNED, origin="district", original=make_scan("来文.png", PNG)).assignments.get()
    on = HANDED_OVER_ON + timedelta(days=75)
    take("number", part, account=clerk, on=on, doc_number="示政办函〔2024〕1号", sealed=make_scan("盖章.pdf"))
    found = Dossier(HandlingRecord.objects.get(), clerk).attachments
    assert [(str(one.what), one.file.name) for one in found] == [("用印件", "盖章.pdf"), ("来文原件", "来文.png")]


def test_the_sealed_letter_is_named_before_the_papers_that_the_system_makes(
    client, make_record, clerk, unit_handler, other_handler
):
    part = make_record(Stage.SIGNED, origin="district").assignments.get()
    on, url = HANDED_OVER_ON + timedelta(days=75), reverse("papers_of_item", args=[part.record_id])
    client.force_login(clerk)
    assert "盖章.pdf" not in client.get(url).content.decode()
    take("number", part, account=clerk, on=on, doc_number="示政办函〔2024〕1号", sealed=make_scan("盖章.pdf"))
    for account in (clerk, unit_handler):
        client.force_login(account)
        page = client.get(url).content.decode()
        assert page.index("盖章.pdf") < page.index("答复函<br>")
        assert "本系统生成的文稿，非用印件" in page
