"""A year in an office of three (小型办公室的一年): set up by pages, every item the whole way, published by two levels, and again.

The three do all of it between them: nobody else has an account but the one that set the installation up.
"""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from huiyin.moving_in.steps.overview import Standing, overview, still_open
from publishing import review
from publishing.drafting import draft_reply_notice, draft_summary
from publishing.models import Level
from publishing.narrating import PROMPT
from tests.huiyin.test_setup import filled_in
from tests.tracking.admin.pages import logged_in, text
from tests.tracking.factories import HANDED_OVER_ON, Office
from tests.tracking.ledger.books import headings, xlsx
from tracking import ledger, permissions
from tracking.loop import take
from tracking.models import Event, HandlingRecord, Person, Role, Session, Unit
from tracking.models.session_patterns import ways_of
from tracking.stages import Stage
from tracking.versions import verify

NEW_PASSWORD = "示例-three-people-2024"
THREE = (
    "姓名\t职务\t角色\t承办单位\t登录账号\n"
    "示例甲\t科员\t政府办经办、承办单位经办、信息公开编辑\t示例县甲局\tjia\n"
    "示例乙\t副主任\t政府办审核、一审、值班撤稿人、系统管理员\t\tyi\n"
    "示例丙\t主任\t区领导、三审、值班撤稿人\t\tbing\n"
)


def list_of_items() -> list[dict]:
    """What the assembly handed over: one of the county's own, one of the city's, and one that will not please."""
    items = [
        ("建议", "县", "关于加强示例一工作的建议"),
        ("提案", "市", "关于加强示例二工作的提案"),
        ("建议", "县", "关于加强示例三工作的建议"),
    ]
    return [
        {
            "编号": number,
            "类别": kind,
            "来源层级": origin.replace("县", "区"),
            "案由": title,
            "领衔代表(第一提案人)": "示例代表甲" if kind == "建议" else "示例委员乙",
            "主办单位": "示例县甲局",
            "收文日期": HANDED_OVER_ON - timedelta(days=9),
        }
        for number, (kind, origin, title) in enumerate(items, start=1)
    ]  # fmt: skip


@pytest.fixture
def three(desk) -> dict[str, object]:
    """The accounts of the three, each with a password of its own, after every step of 开始使用 was done by its page."""
    book = SimpleUploadedFile(
        "开办资料.xlsx",
        filled_in(
            {
                "机关": {"政府办公室全称": "示例县人民政府办公室", "地名": "示例县", "级别": "县"},
                "承办单位": [{"单位名称": "示例县甲局", "简称": "甲局", "主要负责人": "示例局长"}],
            }
        ),
    )
    desk.post("/admin/start/", {"token": desk.post("/admin/start/", {"file": book}).context["token"]})
    desk.post("/admin/start/profile/", {"profile": "small"})
    tried = desk.post("/admin/start/people/", {"way": "paste", "text": THREE})
    slips = desk.post("/admin/start/people/", {"token": tried.context["token"]}).context["slips"]
    desk.post(
        "/admin/start/sessions/",
        {
            "place": "示例县", "year": "2024", "meetings": "one", "pattern": "usual", "classes": "usual",
            "upper_name": "示例市人民政府办公室", "handed_over_on": HANDED_OVER_ON.isoformat(),
        },
    )  # fmt: skip
    desk.post(
        "/admin/start/portal/",
        {"site": "1", "outlet": "own", "name": "示例县人民政府", "is_demonstration": "on", "levels_of_review": "3"},
    )
    accounts = {}
    for slip in slips:
        user = Person.objects.get(name=slip.name).user
        answer = logged_in(user).post(
            "/admin/account/password/",
            {"old_password": slip.password, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD},
        )
        assert answer.status_code == 302
        accounts[slip.username] = type(user).objects.get(pk=user.pk)
    return accounts


@pytest.fixture
def office(three) -> Office:
    """The office with its items imported."""
    session, unit = Session.objects.get(), Unit.objects.get(name="示例县甲局")
    rows = list_of_items()
    plan = ledger.plan(ledger.read(xlsx(*rows, header=headings(rows)), "交办清单.xlsx"), session)
    assert not plan.errors
    ledger.apply(plan, three["jia"])
    return Office(
        session=session, unit=unit, lead_unit=unit, clerk=three["jia"], reviewer=three["yi"], leader=three["bing"],
        unit_handler=three["jia"],
    )  # fmt: skip


def test_after_the_pages_of_the_first_hour_only_the_items_are_missing(three):
    steps = overview()
    assert [one.key for one in still_open(steps)] == ["items"]
    assert {one.key: one.standing for one in steps} == {
        "office": Standing.DONE, "units": Standing.DONE, "people": Standing.DONE, "sessions": steps[3].standing,
        "profile": Standing.DONE, "portal": Standing.DONE, "items": Standing.TO_DO,
    }  # fmt: skip
    assert not [one for step in steps if step.key != "sessions" for one in step.missing]


def test_three_people_take_a_year_the_whole_way(office, three, desk):
    closed = [_the_whole_way(office, one) for one in HandlingRecord.objects.order_by("number")[:2]]
    redone = _redone(office, HandlingRecord.objects.get(number=3))
    assert {one.stage for one in [*closed, redone]} == {Stage.CLOSED}
    deciders = set(Event.objects.exclude(record=None).exclude(decider=None).values_list("decider__name", flat=True))
    assert deciders == {"示例甲", "示例乙", "示例丙"}

    summary = _without_prompts(draft_summary(office.session, three["jia"]), three["jia"])
    reply = closed[0].assignments.get().reply
    for page in (summary, draft_reply_notice(reply, three["jia"])):
        submission = review.submit(page, account=three["jia"])
        assert {*submission.needed} <= {Level.FIRST, Level.FINAL}
        for level in submission.needed:
            review.sign(submission, level, account=three["yi" if level == Level.FIRST else "bing"], comment="同意。")
        assert type(page).objects.get(pk=page.pk).live
    reply.refresh_from_db()
    assert reply.published_on is not None

    desk.post("/admin/start/sessions/", {"same": "1"})
    new = Session.objects.get(year=2025)
    assert (new.name, new.code, new.handed_over_on) == ("示例县2025年“两会”", "2025", None)
    assert ways_of(new) == ways_of(office.session)
    assert "没有填交办会日期" in text(desk.get("/admin/settings-check/"))
    assert verify().ok


def test_what_one_of_three_drafted_needs_the_two_others(office):
    part = office.move_on(HandlingRecord.objects.get(number=1), Stage.SUBMITTED).assignments.get()
    assert not permissions.has_role(office.unit_handler, Role.LEADER)
    with pytest.raises(Exception, match="拟稿人|由"):
        take("pass_review", part, account=office.unit_handler)


def _the_whole_way(office: Office, record: HandlingRecord) -> HandlingRecord:
    return office.move_on(record, Stage.CLOSED, start=HANDED_OVER_ON)


def _redone(office: Office, record: HandlingRecord) -> HandlingRecord:
    """An item whose answer did not please: handled anew, answered again, and closed."""
    part = office.move_on(record, Stage.ASKED, start=HANDED_OVER_ON).assignments.get()
    first = record.signatures.first()
    bad = {"attitude": "satisfied", "result": "unsatisfied", "source": "assembly"}
    day = part.events.order_by("on").last().on + timedelta(days=5)
    take("feed_back", part, account=office.clerk, on=day, signature=first, **bad)
    part.refresh_from_db()
    take("redo", part, account=office.reviewer, on=day + timedelta(days=1), reason="所提事项还没有落实。")
    record = office.move_on(HandlingRecord.objects.get(pk=record.pk), Stage.SIGNED, start=HANDED_OVER_ON)
    part = record.assignments.get()
    day = part.events.order_by("on").last().on
    take("number", part, account=office.clerk, on=day, doc_number=f"示政办函〔{day.year}〕99号")
    return office.move_on(HandlingRecord.objects.get(pk=record.pk), Stage.CLOSED, start=HANDED_OVER_ON)


def _without_prompts(page, editor):
    """The draft with what it asks its editor to fill in filled in."""
    draft = page.get_latest_revision_as_object()
    draft.body = [
        (one.block_type, one.value.split(PROMPT)[0] + "示例做法。" if PROMPT in str(one.value) else one.value)
        for one in draft.body
    ]
    draft.save_revision(user=editor)
    return type(page).objects.get(pk=page.pk)
