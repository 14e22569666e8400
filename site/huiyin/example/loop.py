"""The example's seven items, taken through the real steps by the roles' own accounts, from 收文 to 办结."""

from datetime import date
from pathlib import Path

from huiyin.example import letters
from tracking.loop import take
from tracking.models import Assignment, HandlingRecord, PrivateFile, Unit
from tracking.permissions import person_of

HERE = Path(__file__).parent

LEAD_UNITS = {letters.RENEWAL: "unit", letters.MAINTENANCE: "unit2"}
JOINT_UNITS = {
    "农村老人服务体系的建设": "unit3",
    "托育服务的完善升级": "unit4",
    "农村小学师资队伍的加强建设": "unit2",
    "住宅小区消防的安全保障": "unit5",
    "城区农贸市场交易的规范建设": "unit6",
}
RETURNED_TOPIC = "住宅小区消防的安全保障"
PAPER_TOPIC = "城区农贸市场交易的规范建设"
REMINDED_TOPIC = "托育服务的完善升级"


def day(month: int, number: int) -> date:
    """A day of 2024."""
    return date(2024, month, number)


def example_scan() -> PrivateFile:
    """The sheet of paper that stands for every scan of the example."""
    return PrivateFile.objects.keep("示例扫描件.png", (HERE / "scan.png").read_bytes())


def drive(session, users: dict) -> None:
    """Take every item of the session to 办结; items already closed are left alone."""
    for record in session.records.exclude(stage="closed").order_by("kind", "number"):
        hand_over(record, users)
        assignment = Assignment.objects.answering().get(record=record)
        if record.is_joint:
            give_joint_opinion(assignment, users)
        else:
            answer(assignment, users)


def unit_user(record: HandlingRecord) -> str:
    """The account of the unit that answers this item."""
    return JOINT_UNITS[record.topic] if record.is_joint else LEAD_UNITS[record.title]


def unit_named(users: dict, username: str) -> Unit:
    """The unit that an account handles items for."""
    return person_of(users[username]).memberships.get().unit


def hand_over(record: HandlingRecord, users: dict) -> None:
    """拟办、批示、交办; one leader's word is given on paper and recorded by the clerk."""
    unit = unit_named(users, unit_user(record))
    take("propose", record, account=users["clerk"], on=day(3, 26), handling_proposal=f"拟由{unit}牵头办理。")
    paper = {"account": users["leader"]}
    if record.topic == PAPER_TOPIC:
        leader = person_of(users["leader"])
        paper = {"account": users["clerk"], "decider": leader, "scan": example_scan(), "wording": "同意拟办意见。"}
    take("instruct", record, on=day(3, 27), instruction="同意拟办意见。", **paper)
    supporting = [unit_named(users, "unit7")] if record.title == letters.RENEWAL else []
    take("assign", record, account=users["clerk"], on=day(3, 29), lead_units=[unit], support_units=supporting)


def sign_for(assignment: Assignment, user) -> None:
    """签收, with the four fields."""
    take(
        "sign_for",
        assignment,
        account=user,
        on=day(4, 1),
        department=f"{assignment.unit.name.removesuffix('（示例）')}办公室（示例）",
        unit_leader="示例分管甲",
        handler=person_of(user).name,
    )


def support(assignment: Assignment, users: dict) -> None:
    """The short loop of a supporting unit (配合)."""
    user = users["unit7"]
    sign_for(assignment, user)
    take("give_opinion", assignment, account=user, on=day(4, 15), opinion="（示例）无不同意见。")


def answer(assignment: Assignment, users: dict) -> None:
    """The whole loop of an item that answers its proposer."""
    title = assignment.record.title
    user = users[unit_user(assignment.record)]
    sign_for(assignment, user)
    for part in assignment.record.assignments.exclude(pk=assignment.pk):
        support(part, users)
    signature = assignment.record.signatures.get(order=1)
    take(
        "contact",
        assignment,
        account=user,
        on=day(4, 18),
        phase="during",
        method="meeting",
        signature=signature,
        summary=letters.CONTACTS[title],
    )
    take("note_progress", assignment, account=user, on=day(5, 10), text=letters.NOTES[title])
    take(
        "submit",
        assignment,
        account=user,
        on=day(5, 20),
        body=letters.letter_on(title, assignment.record.number),
        reply_class=letters.CLASSES[title],
        promise=letters.PROMISES.get(title, ""),
        # The summary names no day; a promise has one, so the demonstration takes the end of the year.
        promise_due_on=day(12, 31) if title in letters.PROMISES else None,
        promise_unit="布久乡人民政府" if title in letters.PROMISES else "",
        publicity="full",
        unit_head="示例单位负责人甲",
        unit_head_on=day(5, 20),
    )
    take("pass_review", assignment, account=users["reviewer"], on=day(5, 22))
    take("sign", assignment, account=users["leader"], on=day(5, 24))
    take("report", assignment, account=users["clerk"], on=day(5, 27))
    take("city_passes", assignment, account=users["clerk"], on=day(6, 3))
    number = 1 if title == letters.RENEWAL else 2
    take("number", assignment, account=users["clerk"], on=day(6, 5), doc_number=f"示例函〔2024〕{number}号")
    take("deliver", assignment, account=users["clerk"], on=day(6, 6), way="in_person")
    take("ask_opinion", assignment, account=users["clerk"], on=day(6, 7))
    take(
        "feed_back",
        assignment,
        account=users["clerk"],
        on=day(6, 14),
        signature=signature,
        result="satisfied",
        source="paper",
        form_scan=example_scan(),
    )
    take("close", assignment, account=users["clerk"], on=day(6, 17))
    progress, text = letters.FULFILMENTS[title]
    take("note_fulfilment", assignment, account=user, on=day(7, 26), progress=progress, text=text)


def give_joint_opinion(assignment: Assignment, users: dict) -> None:
    """The short loop of a 会办 item: a signed opinion to the city's lead unit; one is returned first, one reminded."""
    record = assignment.record
    user = users[unit_user(record)]
    sign_for(assignment, user)
    head = {"unit_head": "示例单位负责人甲"}
    if record.topic == RETURNED_TOPIC:
        take(
            "submit", assignment, account=user, on=day(4, 10), body=letters.FIRST_DRAFT, unit_head_on=day(4, 10), **head
        )
        take(
            "return_for_redo",
            assignment,
            account=users["reviewer"],
            on=day(4, 11),
            reason="unclear",
            comment="（示例）请写明由哪个单位做什么、何时完成。",
        )
    if record.topic == REMINDED_TOPIC:
        take(
            "supervise",
            record,
            account=users["supervisor"],
            on=day(4, 12),
            kind="reminder",
            unit=assignment.unit,
            text="（示例）请于期限前报送会办意见。",
        )
    body = letters.opinion_on(record.topic)
    take("submit", assignment, account=user, on=day(4, 16), body=body, unit_head_on=day(4, 16), **head)
    take("pass_review", assignment, account=users["reviewer"], on=day(4, 17))
    take("sign", assignment, account=users["leader"], on=day(4, 19))
    take("send_opinion", assignment, account=users["clerk"], on=day(4, 22), copied_to="市政府办公室")
