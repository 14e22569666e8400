"""Items of every sort, walked through every stage by real steps: whoever wants to know what holds there looks on the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from tests.tracking.factories import HANDED_OVER_ON, Office, kept, make_person, make_scan, make_session, make_unit
from tracking.loop import take
from tracking.models import Assignment, Duty, HandlingRecord, Partner, Role, Unit, WorkdayOverride
from tracking.stages import Stage

DAY = "2024-12-02 10:00+08:00"
"The day on which they are looked at: every sentence that names a day reads the same each time."
USUAL = (
    Stage.REGISTERED, Stage.PROPOSED, Stage.INSTRUCTED, Stage.ASSIGNED, Stage.HANDLING, Stage.SUBMITTED, Stage.REVIEWED,
    Stage.SIGNED, Stage.REPORTED, Stage.CLEARED, Stage.NUMBERED, Stage.DELIVERED, Stage.ASKED, Stage.FED_BACK,
    Stage.CLOSED,
)  # fmt: skip
"The way of an item that the district answers for the city."


@dataclass
class Walker:
    """The office with a second unit and the people whom the usual way does without."""

    office: Office
    second: Unit
    supervisor: object
    taken: int = 0

    def take(self, step: str, subject, account, **data):
        """Take a step on the day of the last one, and return the item as it stands."""
        self.taken += 1
        record = subject.record if isinstance(subject, Assignment) else subject
        last = record.events.order_by("number").last()
        take(step, type(subject).objects.get(pk=subject.pk), account=account, **{"on": last.on} | data)
        return HandlingRecord.objects.get(pk=record.pk)

    def along(self, record: HandlingRecord, *stages: Stage) -> Iterator[HandlingRecord]:
        """The usual steps from one stage to the next."""
        for stage in stages:
            record = self.office.move_on(record, stage)
            yield record


def make_walker(office: Office) -> Walker:
    """The office as the specimens need it."""
    supervisor = make_person("示例督查", Role.SUPERVISOR, login="supervisor").user
    return Walker(office, make_unit("区另例局"), supervisor)


def lead(record: HandlingRecord) -> Assignment:
    """The part of the unit that answers."""
    return Assignment.objects.standing().answering().get(record=record)


# The sorts -------------------------------------------------------------------------------------
def plain(walker: Walker) -> Iterator[HandlingRecord]:
    """主办: from the incoming letter to the end, satisfied at once; an act of supervision is never answered."""
    record = walker.office.register()
    record = walker.take("supervise", record, walker.supervisor, kind="special", text="请专人负责。")
    yield from walker.along(record, *USUAL)


def own(walker: Walker) -> Iterator[HandlingRecord]:
    """An item of the district's own, which no city office reviews."""
    stages = [stage for stage in USUAL if stage not in {Stage.REPORTED, Stage.CLEARED}]
    yield from walker.along(walker.office.register(origin="district"), *stages)


def joint(walker: Walker) -> Iterator[HandlingRecord]:
    """会办: it ends with an opinion to the city's lead unit."""
    stages = [stage for stage in USUAL if stage.rank <= Stage.SIGNED.rank]
    yield from walker.along(walker.office.register(duty=Duty.JOINT), *stages, Stage.CLOSED)


def reviewed_opinion(walker: Walker) -> Iterator[HandlingRecord]:
    """会办, where the city reviews opinions too."""
    session = make_session("2022", city_reviews_opinions=True)
    record = walker.office.make_record(Stage.SIGNED, duty=Duty.JOINT, session=session)
    for step in ("report", "city_passes", "send_opinion"):
        yield record
        record = walker.take(step, lead(record), walker.office.clerk)
    yield record


def sealed_first(walker: Walker) -> Iterator[HandlingRecord]:
    """Where the city reviews what is numbered and sealed already."""
    clerk, session = walker.office.clerk, make_session("2023", city_review="after")
    record = walker.office.make_record(Stage.SIGNED, session=session)
    for step, data in (("number", {"doc_number": "示政办函〔2024〕9001号"}), ("report", {}), ("city_passes", {})):
        yield record
        record = walker.take(step, lead(record), clerk, **data)
    yield record


def contested(walker: Walker) -> Iterator[HandlingRecord]:
    """Handed over today: the unit objects and is refused, another's objection is granted, and a third gets it."""
    office, today = walker.office, timezone.localdate()
    for decision in ("refuse_objection", "grant_objection"):
        record = office.make_record(Stage.ASSIGNED, start=today)
        kept(Partner(record=record, unit=office.lead_unit, due_on=today))
        record = walker.take("group_together", record, office.clerk, others=[office.register()], title="道路")
        record = walker.take("supervise", record, walker.supervisor, kind="site_visit", text="现场查看。")
        yield record
        why = {"reason": "不属本单位职责。", "proposed_unit": walker.second}
        record = walker.take("object_to", lead(record), office.unit_handler, **why)
        yield record
        record = walker.take(decision, lead(record), office.reviewer, comment="已核。")
        yield record


def waiting_for_opinions(walker: Walker) -> Iterator[HandlingRecord]:
    """Two units: the supporting one has time left for its opinion, then gives it, and co-signs the letter."""
    office, start = walker.office, timezone.localdate() - timedelta(days=9)
    record = office.make_record(Stage.ASSIGNED, start=start, support_units=[walker.second])
    support = record.assignments.get(unit=walker.second)
    yield record
    office.sign_for(support, start + timedelta(days=3))
    record = office.move_on(record, Stage.HANDLING, start=start)
    talk = {"phase": "before", "method": "face", "summary": "当面听取意见。"}
    record = walker.take("contact", lead(record), office.unit_handler, **talk)
    yield record
    second = office.handler_of(walker.second)
    record = walker.take("ask_to_cosign", lead(record), office.unit_handler, body="答复稿。", units=[walker.second])
    yield record
    record = walker.take("give_opinion", support, second, opinion="无不同意见。")
    yield record
    asked = lead(record).cosigning.signatures.get()
    yield walker.take("cosign", support, second, by="示例局长", cosignature=asked)


def eventful(walker: Walker) -> Iterator[HandlingRecord]:
    """Everything beside the way at once: 并案, 会办单位, difficulty, supervision, extension, draft shown, promise, redo."""
    office, clerk, unit = walker.office, walker.office.clerk, walker.office.unit_handler
    record = office.register(co_signers=["示例代表乙"])
    kept(Partner(record=record, unit=office.lead_unit, due_on=date(2024, 5, 1)))
    record = walker.take("list_asks", record, clerk, texts=["修路", "装灯"])
    record = walker.take("group_together", record, clerk, others=[office.register()], title="道路")
    yield from walker.along(record, Stage.REGISTERED, Stage.PROPOSED, Stage.INSTRUCTED)
    record = office.move_on(record, Stage.ASSIGNED)
    record = walker.take("supervise", record, walker.supervisor, kind="reminder", text="请抓紧。", unit=office.unit)
    yield record
    record = walker.take("name_follower", lead(record), clerk, person=walker.supervisor.person, rhythm="weekly")
    yield record
    record = office.move_on(record, Stage.HANDLING)
    record = walker.take("note_progress", lead(record), unit, text="已踏勘。", difficulty="缺经费")
    talk = {"phase": "before", "method": "face", "summary": "当面听取意见。"}
    record = walker.take("contact", lead(record), unit, **talk)
    record = walker.take("ask_extension", lead(record), unit, until=date(2024, 8, 30), reason="须等雨季过去。")
    yield record
    promise = {"promise": "年底前完工。", "promise_due_on": date(2024, 11, 29), "promise_unit": "区示例局"}
    record = _hand_in(walker, record, reply_class="B", **promise)
    yield record
    record = walker.take("pass_review", lead(record), office.reviewer)
    signer = record.signatures.get(order=1)
    for step, data in (
        ("consult_draft", {}),
        ("record_consultation", {"opinion": "同意答复。", "agrees_to_publish": False}),
    ):
        yield record
        record = walker.take(step, lead(record), clerk, signature=signer, **data)
    yield from walker.along(record, Stage.REVIEWED, Stage.SIGNED, Stage.REPORTED, Stage.CLEARED)
    settled = {"publicity": "full", "publicity_reason": "内容不涉及个人隐私。"}
    record = walker.take("set_publicity", lead(record), office.reviewer, **settled)
    yield from walker.along(record, Stage.NUMBERED, Stage.DELIVERED)
    record = walker.take("publication", lead(record), clerk, url="https://example.org/1")
    look = {"result": "kept", "text": "已完工。", "on": date(2024, 6, 13)}
    record = walker.take("look_back", lead(record), walker.supervisor, **look)
    yield record
    record = walker.take("answer_again", lead(record), clerk, answer="承诺事项已办成。")
    record = office.move_on(record, Stage.ASKED)
    for days in (3, 5):
        on = HANDED_OVER_ON + timedelta(days=77 + days)
        record = walker.take("urge_feedback", lead(record), clerk, on=on, way="phone")
        yield record
    record = _opine(walker, record)
    yield record
    record = walker.take("redo", lead(record), office.reviewer, reason="请当面沟通后重新答复。")
    yield record
    record = _hand_in(walker, record, reply_class="B", **promise)
    yield from walker.along(record, Stage.REVIEWED)
    record = office.move_on(record, Stage.CLEARED)
    record = walker.take("number", lead(record), clerk, doc_number="示政办函〔2024〕9002号")
    record = _opine(walker, office.move_on(record, Stage.ASKED))
    yield record
    report = {"reported_to": "示例市人民政府办公室", "reported_on": timezone.localdate(), "on": timezone.localdate()}
    yield walker.take("close_unsatisfied", lead(record), clerk, **report)


def _hand_in(walker: Walker, record: HandlingRecord, **facts) -> HandlingRecord:
    answers = {ask.pk: ("已办理。", "") for ask in record.asks.all()}
    draft = {
        "body": f"第{walker.taken}稿。",
        "unit_head": "示例局长",
        "unit_head_on": HANDED_OVER_ON,
        "publicity": "full",
    }
    return walker.take("submit", lead(record), walker.office.unit_handler, answers=answers, **draft, **facts)


def _opine(walker: Walker, record: HandlingRecord, step: str = "feed_back") -> HandlingRecord:
    opinion = {"result": "unsatisfied", "source": "assembly", "signature": record.signatures.get(order=1)}
    return walker.take(step, lead(record), walker.office.clerk, **opinion)


def shown_first(walker: Walker) -> Iterator[HandlingRecord]:
    """Where a draft is shown to its first signer before it gets its number; the letter is not to be public."""
    office, clerk = walker.office, walker.office.clerk
    session = make_session("2021", consults_drafts=True)
    record = office.make_record(Stage.SIGNED, origin="district", session=session)
    signer = record.signatures.get()
    for step, data in (
        ("consult_draft", {"signature": signer}),
        ("record_consultation", {"signature": signer, "opinion": "同意。", "agrees_to_publish": False}),
    ):
        yield record
        record = walker.take(step, lead(record), clerk, **data)
    withheld = {"publicity": "withheld", "publicity_reason": "涉及个人隐私。"}
    record = walker.take("set_publicity", lead(record), office.reviewer, **withheld)
    yield from walker.along(record, Stage.NUMBERED, Stage.DELIVERED)


def heard_late(walker: Walker) -> Iterator[HandlingRecord]:
    """Closed without an opinion, which comes in afterwards: the first signer is not satisfied."""
    record, clerk = walker.office.make_record(Stage.ASKED), walker.office.clerk
    for days in (80, 82):
        on = HANDED_OVER_ON + timedelta(days=days)
        record = walker.take("urge_feedback", lead(record), clerk, on=on, way="phone")
    record = walker.take("close_unheard", lead(record), clerk, on=timezone.localdate())
    yield record
    yield _opine(walker, record, "feed_back_late")


def gone(walker: Walker) -> Iterator[HandlingRecord]:
    """Withdrawn by its proposer, or given on to another office."""
    record = walker.office.make_record(Stage.HANDLING)
    yield walker.take("withdraw", record, walker.office.clerk, letter=make_scan("撤回函.pdf"))
    record = walker.office.make_record(Stage.HANDLING)
    yield walker.take("transfer", record, walker.office.clerk, to="市示例局", reason="属市级事权。")


def announced_late(walker: Walker) -> Iterator[HandlingRecord]:
    """A holiday was announced after the hand-over, so that a recount comes to other dates; looked at last of all."""
    record = walker.office.make_record(Stage.ASSIGNED)
    kept(WorkdayOverride(day=record.due_on, is_workday=False, name="示例节", source="示例通知"))
    yield from walker.along(record, *USUAL[USUAL.index(Stage.ASSIGNED) : USUAL.index(Stage.DELIVERED)])
    record = walker.office.make_record(Stage.ASSIGNED, start=timezone.localdate())
    kept(WorkdayOverride(day=record.due_on, is_workday=False, name="示例节", source="示例通知"))
    why = {"reason": "不属本单位职责。", "proposed_unit": walker.second}
    yield walker.take("object_to", lead(record), walker.office.unit_handler, **why)


SPECIMENS = (
    plain, own, joint, reviewed_opinion, sealed_first, contested, waiting_for_opinions, eventful, shown_first,
    heard_late, gone, announced_late,
)  # fmt: skip
"Every sort, in the order in which they are walked."
