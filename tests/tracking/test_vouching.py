"""Decisions on paper that somebody must vouch for (纸质决定确认), by setting: what waits, who may speak, what is shown."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from tests.tracking.factories import kept, make_person, make_scan
from tracking.loop import Refused, take, vouching
from tracking.loop.vouching import NotConfirmed, confirm
from tracking.models import Appended, Decision, Notice, OfficeSettings, Profile, Role
from tracking.stages import Stage
from tracking.versions import verify


@pytest.fixture
def confirms(office) -> OfficeSettings:
    """An office where decisions on paper are confirmed."""
    return kept(OfficeSettings(pk=1, confirms_paper=True))


@pytest.fixture
def boss(office):
    """A leader who signs on paper, and has an account."""
    return make_person("示例纸签领导", Role.LEADER, login="boss")


@pytest.fixture
def signed(office, clerk, boss):
    """A part whose letter was signed on paper and recorded by the clerk; an own item, so that it goes out next."""
    record = office.make_record(Stage.REVIEWED, origin="district")
    part = record.assignments.get()
    take("sign", part, account=clerk, decider=boss, scan=make_scan(), on=timezone.localdate())
    part.refresh_from_db()
    return part


def number(part, account):
    return take("number", part, account=account, doc_number="示政办函〔2024〕9号", on=timezone.localdate())


def decision() -> Decision:
    return Decision.objects.get(event__what="sign")


def test_by_default_nothing_waits_for_a_word(signed, clerk):
    number(signed, clerk)
    assert signed.record.events.get(what="number")


def test_no_letter_leaves_on_a_signature_that_only_the_clerk_knows_of(confirms, signed, clerk):
    with pytest.raises(Refused, match="待本人确认或他人复核后才能行文"):
        number(signed, clerk)
    with pytest.raises(NotConfirmed, match="代录人不能复核自己的代录"):
        confirm(decision(), account=clerk)


def test_the_decider_confirms_and_the_letter_goes_on(confirms, signed, clerk, boss):
    confirm(decision(), account=boss.user)
    assert decision().confirmation.words == "本人已确认"
    number(signed, clerk)
    assert verify().ok


def test_somebody_who_had_no_hand_in_it_may_compare_it_with_the_scan(confirms, signed, clerk, reviewer):
    confirm(decision(), account=reviewer)
    assert decision().confirmation.words == "示例审核复核"
    number(signed, clerk)


def test_neither_the_drafter_nor_a_unit_vouches(confirms, signed, unit_handler, superuser, admin_user):
    from tracking.permissions import grant

    for account in (unit_handler, superuser, admin_user):
        with pytest.raises(NotConfirmed):
            confirm(decision(), account=account)
    grant(unit_handler.person, Role.OFFICE_REVIEWER)
    with pytest.raises(NotConfirmed, match="本稿的拟稿人"):
        confirm(decision(), account=type(unit_handler).objects.get(pk=unit_handler.pk))


def test_a_word_is_given_once_and_stays(confirms, signed, boss, reviewer):
    word = confirm(decision(), account=boss.user)
    with pytest.raises(NotConfirmed, match="已有确认"):
        confirm(decision(), account=reviewer)
    with pytest.raises(Appended):
        word.save()
    with pytest.raises(Appended):
        word.delete()


def test_a_slip_of_a_unit_waits_for_nobody(confirms, office, clerk, unit_handler):
    part = office.make_record(Stage.ASSIGNED).assignments.get()
    four = {"department": "综合科", "unit_leader": "示例领导", "handler": "示例经办人"}
    take("sign_for", part, account=clerk, decider=unit_handler.person, scan=make_scan(), **four)
    assert vouching.resting_on(part) == []


def test_an_instruction_on_paper_holds_the_letter_too(confirms, office, clerk, boss):
    record = office.make_record(Stage.PROPOSED, origin="district")
    take("instruct", record, account=clerk, decider=boss, scan=make_scan(), instruction="同意。", on=record.proposed_on)
    part = office.move_on(record, Stage.SIGNED).assignments.get()
    with pytest.raises(Refused, match="区领导批示（示例纸签领导）"):
        number(part, clerk)


def test_in_an_office_of_three_it_goes_out_after_a_working_day_and_says_so(confirms, signed, clerk):
    confirms.profile = Profile.SMALL
    kept(confirms)
    with pytest.raises(Refused, match="待本人确认"):
        number(signed, clerk)
    with time_machine.travel(timezone.now() + timedelta(days=20)):
        assert vouching.standing(decision(), OfficeSettings.current()) == "未经复核"
        number(signed, clerk)


def test_the_decider_is_told_and_confirms_in_the_file(confirms, office, clerk, boss, client, committed_steps):
    part = office.make_record(Stage.REVIEWED, origin="district").assignments.get()
    with committed_steps():
        take("sign", part, account=clerk, decider=boss, scan=make_scan(), on=timezone.localdate())
    assert Notice.objects.filter(person=boss, text__contains="请确认是否属实").count() == 1
    client.force_login(boss.user)
    assert "请确认代录的纸质决定" in client.get(reverse("wagtailadmin_home")).content.decode()
    file = reverse("ledger_modeladmin_inspect", args=[part.record_id])
    assert "确认：是我决定的" in client.get(file).content.decode()
    client.post(reverse("loop_confirm_decision", args=[decision().pk]))
    shown = client.get(file).content.decode()
    assert "本人已确认" in shown
    assert "确认：是我决定的" not in shown


@pytest.fixture
def committed_steps(django_capture_on_commit_callbacks):
    """`with committed_steps(): …` runs what waits for the commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
