"""For every paper something that it can be made of, reached by the loop's own steps; and what a paper says of it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from tests.tracking.factories import HANDED_OVER_ON, Office, kept, make_unit
from tracking.loop import take
from tracking.models import Duty, HandlingRecord, PrivateFile, UnitKind, WordDraft
from tracking.papers import Paper
from tracking.papers.filling import filled
from tracking.papers.subjects import CIRCULAR, CONTACT, EXTENSION, GROUP, OBJECTION, SESSION, UNIT
from tracking.reports import circulars
from tracking.stages import Stage

GOVERNMENT_OFFICE = "示例区人民政府办公室"


def asked(office: Office, **facts: Any) -> HandlingRecord:
    """An item of two signers that is asked about."""
    return office.make_record(Stage.ASKED, co_signers=["示例代表乙"], **facts)


def objected(office: Office, *, granted: bool | None = False) -> HandlingRecord:
    """An item that its unit asked to give back, with the office's decision."""
    other, today = make_unit("区示范局"), timezone.localdate()
    record = office.make_record(Stage.ASSIGNED, start=today)
    asks = {"reason": "属市政设施管理职责。", "proposed_unit": other, "unit_head": "示例局长"}
    take("object_to", record.assignments.get(), account=office.unit_handler, **asks)
    if granted is not None:
        step = "grant_objection" if granted else "refuse_objection"
        take(step, record.assignments.get(), account=office.reviewer, comment="按“三定”规定属本单位职责。")
    return record


def extended(office: Office, *, granted: bool | None = True) -> HandlingRecord:
    """An item that got more time."""
    today = timezone.localdate()
    record = office.make_record(Stage.HANDLING, start=today - timedelta(days=10))
    part = record.assignments.get()
    until = record.due_on + timedelta(days=20)
    take("ask_extension", part, account=office.unit_handler, until=until, reason="须现场勘查。")
    if granted:
        consent = {"consent": "示例市办函〔2024〕3号", "told_on": today}
        take("grant_extension", part, account=office.reviewer, **consent)
    elif granted is False:
        take("refuse_extension", part, account=office.reviewer, comment="可以按期办结。")
    return record


def grouped(office: Office) -> HandlingRecord:
    """Two items that are handled together."""
    record, other = (office.make_record(Stage.HANDLING, title=f"关于示例校车的建议之{n}") for n in "一二")
    take("group_together", record, account=office.clerk, title="校车一案", others=[other])
    return HandlingRecord.objects.get(pk=record.pk)


def transferred(office: Office) -> HandlingRecord:
    """An item that was given back to the handing body."""
    record = office.make_record(Stage.ASSIGNED)
    reason = {"to": "示例市人民政府办公室", "reason": "属市级事权。"}
    take("transfer", record, account=office.clerk, on=HANDED_OVER_ON, **reason)
    return HandlingRecord.objects.get(pk=record.pk)


def promised(office: Office) -> HandlingRecord:
    """An item whose answer promises something."""
    record = office.make_record(Stage.HANDLING)
    part = record.assignments.get()
    day = HANDED_OVER_ON + timedelta(days=20)
    talk = {"phase": "during", "method": "face", "summary": "当面听取意见。", "signature": record.signatures.get()}
    take("contact", part, account=office.unit_handler, on=day, **talk)
    promise = {"promise": "建成示例通道。", "promise_due_on": date(2025, 6, 30), "promise_unit": "区示例局"}
    facts = {
        "reply_class": "B",
        "publicity": "full",
        "body": "正在办理。",
        "unit_head": "示例局长",
        "unit_head_on": day,
    }
    take("submit", part, account=office.unit_handler, on=day, **facts, **promise)
    return office.move_on(record, Stage.ASKED)


def circular(office: Office):
    """A circular, its figures frozen."""
    return kept(circulars.draft(office.session, timezone.localdate()))


def reworded(office: Office) -> HandlingRecord:
    """An item whose letter came as a Word file and was reworded before it was sent in."""
    record = office.make_record(Stage.SUBMITTED)
    part, content = record.assignments.get(), b"PK-example"
    file = PrivateFile.objects.create(sha256="0" * 64, name="答复稿.docx", size=len(content), content_type="docx")
    WordDraft.objects.create(
        assignment=part, round=1, file=file, text="已完成示例一事。", by=office.unit_handler.person
    )
    return record


_BY_ABOUT: dict[Any, Callable[[Office], Any]] = {
    OBJECTION: objected, EXTENSION: extended, GROUP: grouped, CONTACT: asked,
}  # fmt: skip
_BY_PAPER: dict[str, Callable[[Office], Any]] = {
    "joint_opinion": lambda office: office.make_record(Stage.CLOSED, duty=Duty.JOINT),
    "receipt_slip": lambda office: office.make_record(Stage.ASSIGNED),
    "reminder_sheet": lambda office: office.make_record(Stage.HANDLING),
    "transfer_letter": transferred,
    "file_catalogue": lambda office: office.make_record(Stage.CLOSED),
    "proposal_quality": lambda office: asked(office, kind="proposal"),
    "proposals_deed": lambda office: asked(office, kind="proposal"),
    "proposals_report": lambda office: asked(office, kind="proposal"),
    "promise_register": promised,
    "comparison_sheet": reworded,
}


def subject_of(paper: Paper, office: Office) -> Any:
    """Something that this paper can be made of, found as the office's clerk finds it."""
    make_unit(GOVERNMENT_OFFICE, kind=UnitKind.OFFICE)
    if paper.about is CIRCULAR:
        asked(office)
        return paper.about.find(office.clerk, str(circular(office).pk))
    record = _BY_PAPER.get(paper.code, _BY_ABOUT.get(paper.about, asked))(office)
    if paper.about in {SESSION, UNIT}:
        key = office.session.code if paper.about is SESSION else f"{office.session.code}.{office.unit.pk}"
        return paper.about.find(office.clerk, key)
    first = next(iter(paper.about.of_item(record, office.clerk)))
    return paper.about.find(office.clerk, paper.about.key(first))


def said(paper: Paper, subject: Any) -> str:
    """Every word that the paper has, without blanks."""

    def words(part: Any) -> str:
        if isinstance(part, str):
            return part
        parts = part.values() if isinstance(part, dict) else part if isinstance(part, list | tuple) else ()
        return " ".join(words(one) for one in parts)

    return "".join(words(filled(paper.layout, paper.fields(subject))).split())
