"""How far duties are kept apart (分工方式): each profile takes an item the whole way, and refuses what it promises."""

import pytest

from tests.tracking.factories import Office, kept, make_person, make_scan, make_session, make_unit
from tracking import permissions
from tracking.loop import Refused, take
from tracking.models import OfficeSettings, Profile, Role
from tracking.stages import Stage
from tracking.versions import chained, verify


@pytest.fixture(params=list(Profile))
def profile(request, db) -> Profile:
    """Each way to divide the work, set."""
    kept(OfficeSettings(pk=1, profile=request.param))
    return request.param


@pytest.fixture
def small(db) -> None:
    """An office of three."""
    kept(OfficeSettings(pk=1, profile=Profile.SMALL))


@pytest.fixture
def three(db) -> Office:
    """Three people who hold all roles of the loop: one drafts and keeps the books, one reviews, one signs."""
    unit = make_unit()
    drafter = make_person("示例甲", Role.OFFICE_CLERK, login="a")
    with chained("example", "准备", account=None):
        permissions.grant(drafter, Role.UNIT_HANDLER, unit)
    reviewer = make_person("示例乙", Role.OFFICE_REVIEWER, login="b")
    leader = make_person("示例丙", Role.LEADER, login="c")
    return Office(
        session=make_session(),
        unit=unit,
        lead_unit=make_unit("市示例局", kind="external"),
        clerk=drafter.user,
        reviewer=reviewer.user,
        leader=leader.user,
        unit_handler=drafter.user,
    )


def at(office: Office, stage: Stage):
    """The part of an item that stands at this stage."""
    return office.make_record(stage).assignments.get()


def test_three_people_take_an_item_the_whole_way(three, profile):
    record = three.make_record(Stage.CLOSED)
    assert record.stage == Stage.CLOSED
    assert len({event.decider_id for event in record.events.filter(what__in=["submit", "pass_review", "sign"])}) == 3
    assert verify().ok


def test_the_drafter_never_signs_in_either_profile(three, profile):
    part = at(three, Stage.REVIEWED)
    permissions.grant(permissions.person_of(three.unit_handler), Role.LEADER)
    with pytest.raises(Refused, match="拟稿人，须由他人审核、签发"):
        take("sign", part, account=three.unit_handler)


def test_the_drafter_does_not_sign_on_paper_either(three, profile):
    part = at(three, Stage.REVIEWED)
    drafter = permissions.person_of(three.unit_handler)
    permissions.grant(drafter, Role.LEADER)
    permissions.grant(permissions.person_of(three.reviewer), Role.OFFICE_CLERK)
    with pytest.raises(Refused, match="拟稿人，须由他人审核、签发"):
        take("sign", part, account=three.reviewer, decider=drafter, scan=make_scan())


def test_the_reviewer_signs_in_an_office_of_three_only_and_the_event_says_so(three, profile):
    part = at(three, Stage.REVIEWED)
    permissions.grant(permissions.person_of(three.reviewer), Role.LEADER)
    if profile is Profile.FULL:
        with pytest.raises(Refused, match="审核了此稿，须由他人签发"):
            take("sign", part, account=three.reviewer)
    else:
        event = take("sign", part, account=three.reviewer)
        assert "审核、签发为同一人（小型办公室）" in event.summary


def test_who_recorded_the_review_on_paper_does_not_sign(three, profile):
    part = at(three, Stage.SUBMITTED)
    leader = permissions.person_of(three.leader)
    permissions.grant(leader, Role.OFFICE_CLERK)
    take(
        "pass_review", part, account=three.leader, decider=permissions.person_of(three.reviewer), scan=make_scan(),
    )  # fmt: skip
    part.refresh_from_db()
    with pytest.raises(Refused, match="代录了此稿的审核，须由他人签发"):
        take("sign", part, account=three.leader)


def test_before_anything_was_set_the_full_separation_holds(three):
    assert OfficeSettings.current().profile == Profile.FULL


def test_each_profile_says_in_plain_words_what_it_gives_up():
    assert any("两审" in one for one in Profile.SMALL.gives_up)
    assert any("不放弃" in one for one in Profile.FULL.gives_up)


def test_there_is_one_row_of_office_settings(small):
    with pytest.raises(Exception, match="只有一份"):
        kept(OfficeSettings(pk=2))
