"""The living session's items taken as far as each comes, by the real steps, in the order of their days."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count

from huiyin.example.living.days import Days
from huiyin.example.living.items import LivingItem
from huiyin.example.living.people import Staff, does_of
from huiyin.example.living.words import UNCLEAR
from huiyin.example.loop import example_scan
from tracking.loop import take
from tracking.models import Assignment, Duty, HandlingRecord, Kind
from tracking.permissions import person_of
from tracking.time.clocks import redo_clock
from tracking.versions.chain import chaining
from tracking.workdays import in_full

UP_TO = (
    "signed_for", "handling", "submitted", "reviewed", "signed", "reported", "cleared", "numbered", "delivered", "asked",
    "fed_back", "closed",
)  # fmt: skip
"How far an item comes on the usual way."
USUAL = {
    "sign_for": 57, "contact": 50, "first_note": 46, "second_note": 38, "submit": 30, "review": 28, "sign": 26, "report": 25,
    "clear": 21, "number": 19, "deliver": 16, "ask": 15, "feed_back": 9, "close": 7,
}  # fmt: skip
"How many days ago each step of an item was taken that was handed over with the others."
HANDED_OVER = 60
LATELY = {
    "registered": -4, "proposed": 0, "instructed": 0,
    "assigned": 1, "objected": 3, "signed_for": 8, "at_once": 3, "late_joint": 36, "returned_joint": 12,
    "submitted_joint": 12, "reviewed_joint": 12,
}  # fmt: skip
"How many days ago those were handed over, or are to be, that came in later."
LAST_STEPS = {
    "submitted": {"submit": 3}, "submitted_soon": {"submit": 2}, "reviewed": {"submit": 6, "review": 2},
    "signed": {"submit": 9, "review": 6, "sign": 1}, "signed_own": {"submit": 9, "review": 6, "sign": 1},
    "reported": {"submit": 12, "review": 9, "sign": 7, "report": 2},
    "cleared": {"submit": 15, "review": 12, "sign": 10, "report": 8, "clear": 1},
    "numbered": {"submit": 15, "review": 12, "sign": 10, "report": 8, "clear": 2, "number": 1},
    "delivered": {"number": 5, "deliver": 3}, "asked": {"deliver": 12, "ask": 11},
    "asked_urged": {"deliver": 14, "ask": 13}, "fed_back": {"feed_back": 2},
    "redo": {
        "sign_for": 58, "contact": 54, "first_note": 52, "second_note": 50, "submit": 48, "review": 46, "sign": 45,
        "report": 44, "clear": 42, "number": 41, "deliver": 40, "ask": 39, "feed_back": 36,
    },
    "unheard": {
        "sign_for": 58, "contact": 57, "first_note": 56, "second_note": 55, "submit": 54, "review": 53, "sign": 52,
        "report": 52, "clear": 51, "number": 50, "deliver": 49, "ask": 48, "close": 4,
    },
    "promise_late": {
        "sign_for": 58, "contact": 56, "first_note": 55, "second_note": 54, "submit": 52, "review": 50, "sign": 49,
        "report": 48, "clear": 46, "number": 45, "deliver": 44, "ask": 43, "feed_back": 30, "close": 28,
    },
}  # fmt: skip
"Days of single ways that differ from the usual ones."
FOUND_LATE = "公布办理结果"
"A request that the clerk found in the text after the answer had left: nobody answered it (核对闭环 tells it)."
FOLLOWED = (
    (13, "与提出人通了电话，约定下周到现场。"), (12, "到现场看了一遍，丈量了尺寸。"), (10, "邀请相关村组开会，听取意见。"),
    (8, "初步方案报单位分管领导。"), (5, "方案修改完，开始核算资金。"), (3, "资金来源已落实一半。"),
)  # fmt: skip
"What whoever follows an item noted, and how many days ago."
REASON_ON_REQUEST = "示例：答复涉及正在协商的事项，公开可能影响办理。"


def handed_over_ago(item: LivingItem) -> int:
    """How many days ago an item was handed over, or is to be."""
    return LATELY.get(item.way, HANDED_OVER)


def redo_days(record: HandlingRecord, days: Days) -> tuple[date, date | None]:
    """When a 重新办理 was begun that is close to its limit, and the earlier limit that it needs for that, if it does (long holidays)."""
    begun = days.whose_end_is_next(lambda day: redo_clock(record, day, days.calendar).on, 8, 36)
    is_close = redo_clock(record, begun, days.calendar).on <= days.ahead(4)
    return begun, None if is_close else days.ahead(3)


@dataclass(order=True)
class Move:
    """A step to be taken on a day; on the same day in the order in which they were thought of."""

    on: date
    order: int
    take: Callable[[], object] = field(compare=False)


def drive(session, items: list[LivingItem], staff: Staff, days: Days) -> None:
    """Take every item as far as it comes, all steps in the order of their days, under one lock of the chain."""
    records = {(one.kind, one.number): one for one in session.records.all()}
    order = count()
    moves: list[Move] = []
    for item in items:
        course = Course(records[item.kind, item.number], item, staff, days)
        moves += [Move(on, next(order), act) for on, act in course.moves()]
    with chaining(one.pk for one in records.values()):
        for move in sorted(moves):
            move.take()


Moves = Iterator[tuple[date, Callable[[], object]]]


@dataclass
class Course:
    """The way of one item: which steps, on which days, by whom, and what is written."""

    record: HandlingRecord
    item: LivingItem
    staff: Staff
    days: Days

    # Days and people ---------------------------------------------------------------------------
    def _day(self, step: str) -> date:
        days = LAST_STEPS.get(self.item.way, {})
        usual = USUAL[step] if self.item.way not in {"late", "extension"} else USUAL[step] + 2
        return self.days.ago(days.get(step, usual))

    @property
    def _handler(self) -> object:
        return self.staff.account_of(self.item.unit)

    @property
    def _leader(self) -> object:
        return self.staff.leader_of(self.item.unit)

    def _part(self, unit: int | None = None) -> Assignment:
        unit = self.item.unit if unit is None else unit
        return Assignment.objects.get(record=self.record, unit=self.staff.units[unit])

    def _step(self, step: str, on: date, by: object, unit: int | None = None, **data: object) -> Callable[[], object]:
        """One step on a unit's part; what is written may be put together when it is taken."""

        def act() -> object:
            part = self._part(unit)
            said = {name: value(part) if callable(value) else value for name, value in data.items()}
            return take(step, part, account=by, on=on, **said)

        return act

    def _of_item(self, step: str, on: date, by: object, **data: object) -> Callable[[], object]:
        def act() -> object:
            said = {name: value() if callable(value) else value for name, value in data.items()}
            return take(step, HandlingRecord.objects.get(pk=self.record.pk), account=by, on=on, **said)

        return act

    # The way -----------------------------------------------------------------------------------
    def moves(self) -> Moves:
        """Every step that the item takes, each with its day."""
        way = self.item.way
        if way == "registered":
            return
        yield from self._in_the_office()
        if way in {"proposed", "instructed"}:
            return
        if way == "withdrawn":
            on = self.days.ago(20)
            yield (
                on,
                self._of_item(
                    "withdraw", on, self.staff.users["clerk"], letter=example_scan, reason="提出人来函撤回。"
                ),
            )
            return
        if way == "objected":
            yield self._objection()
            return
        yield from self._supporting()
        if way == "assigned":
            return
        yield from self._joint() if self.item.is_joint else self._answering()

    def _in_the_office(self) -> Moves:
        clerk, unit = self.staff.users["clerk"], self.staff.units[self.item.unit]
        ago = handed_over_ago(self.item)
        proposed, instructed, handed = self.days.ago(ago + 4), self.days.ago(ago + 2), self.days.ago(ago)
        if self.item.has_asks:
            yield proposed, self._of_item("list_asks", proposed, clerk, texts=list(self.item.words.matter.asks))
        does = does_of(self.item.unit)
        says = f"拟由{does}牵头办理。" if not self.item.is_joint else f"拟由{does}提出会办意见。"
        if self.item.way == "at_once":
            yield proposed, self._of_item("correct", proposed, clerk, is_at_once=True)
        yield proposed, self._of_item("propose", proposed, clerk, handling_proposal=says)
        if self.item.way == "proposed":
            return
        yield instructed, self._of_item("instruct", instructed, self._leader, instruction="同意拟办意见。")
        if self.item.way == "instructed":
            return
        lead = [unit]
        if self.item.duty == Duty.SEPARATE:
            lead.append(self.staff.units[(self.item.unit + 3) % len(self.staff.units)])
        support = [self.staff.units[one] for one in self.item.supporting]
        yield handed, self._of_item("assign", handed, clerk, lead_units=lead, support_units=support)

    def _sign_for(self, on: date, unit: int | None = None) -> tuple[date, Callable[[], object]]:
        unit = self.item.unit if unit is None else unit
        account = self.staff.account_of(unit)
        four = {"department": "综合科", "unit_leader": "示例分管负责人", "handler": str(account.first_name)}
        return on, self._step("sign_for", on, account, unit, **four)

    def _supporting(self) -> Moves:
        for unit in self.item.supporting:
            if self.item.way == "signed_for":
                yield self._sign_for(self.days.ago(handed_over_ago(self.item) - 2), unit)
                continue
            yield self._sign_for(self.days.ago(56), unit)
            on, account = self.days.ago(44), self.staff.account_of(unit)
            yield on, self._step("give_opinion", on, account, unit, opinion=self.item.words.support())

    def _objection(self) -> tuple[date, Callable[[], object]]:
        """On paper, signed by the unit's head: the day of the paper counts, whenever the demonstration is made."""
        on, other = self.days.ago(1), self.staff.units[(self.item.unit + 5) % len(self.staff.units)]
        paper = {"decider": person_of(self._handler), "wording": "申请退回。", "scan": example_scan()}
        return on, self._step(
            "object_to", on, self.staff.users["clerk"], reason="按照“三定”规定，此项工作不属于我单位职责。",
            proposed_unit=other, unit_head=self.staff.units[self.item.unit].head, **paper,
        )  # fmt: skip

    # 会办 --------------------------------------------------------------------------------------
    def _joint(self) -> Moves:
        way, users, words = self.item.way, self.staff.users, self.item.words
        ago = handed_over_ago(self.item)
        yield self._sign_for(self.days.ago(ago - 3))
        if way == "late_joint":
            return
        submitted = self.days.ago(ago - 6)
        yield (
            submitted,
            self._step("submit", submitted, self._handler, body=words.joint_opinion(), **self._head(submitted)),
        )
        if way == "returned_joint":
            yield self._returned(self.days.ago(ago - 8))
        if way not in {"reviewed_joint", "closed_joint"}:
            return
        reviewed = self.days.ago(ago - 8)
        yield reviewed, self._step("pass_review", reviewed, users["reviewer"])
        if way == "reviewed_joint":
            return
        signed, sent = self.days.ago(ago - 10), self.days.ago(ago - 12)
        yield signed, self._step("sign", signed, self._leader)
        yield sent, self._step("send_opinion", sent, users["clerk"], copied_to=self.record.session.upper_name)

    def _head(self, on: date) -> dict[str, object]:
        """The head's signature, and the answer to each request that is listed."""
        head = self.staff.units[self.item.unit].head
        return {"unit_head": head, "unit_head_on": on, "answers": self._answers}

    def _answers(self, part: Assignment) -> dict[int, tuple[str, str]]:
        pairs = zip(part.record.asks.all(), self.item.words.done(), strict=False)
        return {ask.pk: (f"{done}。", "") for ask, done in pairs}

    def _returned(self, on: date) -> tuple[date, Callable[[], object]]:
        return on, self._step(
            "return_for_redo", on, self.staff.users["reviewer"], reason="beside_the_point", comment=UNCLEAR
        )

    # 主办、独办 ----------------------------------------------------------------------------------
    def _answering(self) -> Moves:
        way = self.item.way
        if way in {"signed_for", "at_once"}:
            yield self._sign_for(self.days.ago(handed_over_ago(self.item) - 2))
            return
        yield self._sign_for(self._day("sign_for"))
        if self.item.duty == Duty.SEPARATE:
            yield self._sign_for(self._day("sign_for"), (self.item.unit + 3) % len(self.staff.units))
        yield from self._handling()
        if way == "late":
            yield self._reminder(self.days.ago(2))
            on, who = self.days.ago(2), self._handler.person
            yield on, self._step("name_follower", on, self.staff.users["supervisor"], person=who, rhythm="daily")
        if way in {"handling", "late"}:
            return
        if way == "extension":
            on = self.days.ago(1)
            until = self.days.ahead(9)
            yield (
                on,
                self._step(
                    "ask_extension", on, self._handler, until=until, reason="现场施工受天气影响，需要延长办理时间。"
                ),
            )
            return
        if way == "returned":
            on = self.days.ago(6)
            yield on, self._step("submit", on, self._handler, **self._letter(on, is_weak=True))
            yield self._returned(self.days.ago(4))
            return
        yield from self._through_the_office()

    def _handling(self) -> Moves:
        words = self.item.words
        on = self._day("contact")
        method, said = words.talk(f"{self.item.signers[0]}{self._style}")
        yield on, self._step(
            "contact", on, self._handler, phase="before", method=method, summary=said,
            signature=lambda part: part.record.signatures.get(order=1),
        )  # fmt: skip
        idle = self.item.way == "handling" and self.item.place % 5 == 3
        for which, step in enumerate(("first_note", "second_note")[: 1 if idle else 2]):
            day = self._day(step)
            hard = {"difficulty": words.difficulty(), "cleared_by": "区政府办"} if self._is_hard and which else {}
            yield (
                day,
                self._step("note_progress", day, self._handler, text=words.note(which), ask=self._ask(which), **hard),
            )
        if self.item.way == "handling" and self.item.unit == 0:
            yield from self._followed()
        if self.item.way == "handling" and not idle:
            day = self.days.ago(2 + self.item.place % 6)
            yield day, self._step("note_progress", day, self._handler, text=words.note(2))

    def _followed(self) -> Moves:
        """The unit names who follows the item (跟踪人), each working day, with notes of some days."""
        on = self.days.ago(14)
        who = self._handler.person
        yield on, self._step("name_follower", on, self._handler, person=who, rhythm="daily")
        for ago, text in FOLLOWED:
            day = self.days.ago(ago)
            yield day, self._step("note_progress", day, self._handler, text=text)

    def _reminder(self, on: date) -> tuple[date, Callable[[], object]]:
        return on, self._of_item(
            "supervise", on, self.staff.users["supervisor"], kind="reminder", unit=self.staff.units[self.item.unit],
            text="已过办理期限，请说明原因，并写明何时送审。",
        )  # fmt: skip

    @property
    def _is_hard(self) -> bool:
        return self.item.way in {"handling", "late"} and self.item.place % 2 == 0

    @property
    def _style(self) -> str:
        if self.record.signatures.get(order=1).proposer.kind == "collective":
            return ""
        return "代表" if self.item.kind == Kind.SUGGESTION else "委员"

    def _ask(self, which: int) -> Callable[[Assignment], object]:
        return lambda part: next(iter(part.record.asks.all()[which : which + 1]), None)

    def _letter(self, on: date, *, is_weak: bool = False) -> dict[str, object]:
        """What is sent in: the letter, its class with its promise, and how it may be public."""
        item, words = self.item, self.item.words
        whom = f"{item.signers[0]}{self._style}"
        unit = self.staff.units[item.unit].name
        promise_on = {"promised": self.days.ahead(2), "promise_late": self.days.ago(10)}.get(item.way)
        if promise_on is None and item.place % 5 == 4:
            promise_on = self.days.ahead(40)
        body = words.letter(whom, item.number, is_promise=in_full(promise_on) if promise_on else "")
        facts: dict[str, object] = {"body": body, "reply_class": "A", "publicity": "full"}
        if is_weak:
            facts["body"] = words.weak_letter(whom, item.number)
        if promise_on:
            facts |= {
                "reply_class": "B",
                "promise": f"{words.matter.asks[1]}。",
                "promise_due_on": promise_on,
                "promise_unit": unit,
            }
        elif item.place % 9 == 7:
            facts["reply_class"] = "C"
            facts["body"] = f"{body}\n受资金限制，其余部分目前尚不具备条件，待条件成熟后实施。"
        if item.way in {"redo", "unheard"}:
            facts |= {"publicity": "on_request", "publicity_reason": REASON_ON_REQUEST}
        return facts | self._head(on)

    def _through_the_office(self) -> Moves:
        way, users, item = self.item.way, self.staff.users, self.item
        clerk = users["clerk"]
        far = _far(way)
        city = not self.record.is_own
        steps = [
            ("submitted", "submit", "submit", self._handler, self._letter(self._day("submit"))),
            ("reviewed", "review", "pass_review", users["reviewer"], {}),
            ("signed", "sign", "sign", self._leader, {}),
            *([("reported", "report", "report", clerk, {}), ("cleared", "clear", "city_passes", clerk, {})] if city else []),
            ("numbered", "number", "number", clerk, {"doc_number": f"示例函〔{self.days.today.year}〕{item.place + 1}号"}),
            ("delivered", "deliver", "deliver", clerk, {"way": "in_person" if item.place % 2 else "post"}),
            ("asked", "ask", "ask_opinion", clerk, {}),
            ("fed_back", "feed_back", "feed_back", clerk, self._opinion()),
            ("closed", "close", "close", clerk, {}),
        ]  # fmt: skip
        for stage, when, step, by, data in steps:
            if UP_TO.index(stage) > UP_TO.index(far):
                break
            on = self._day(when)
            yield on, self._step(step, on, by, **data)
        yield from self._afterwards()

    def _opinion(self) -> dict[str, object]:
        result = ("satisfied", "satisfied", "basic", "satisfied")[self.item.place % 4]
        said: dict[str, object] = {"result": result, "attitude": "satisfied", "source": "assembly"}
        if self.item.way == "redo":
            said |= {"result": "unsatisfied", "opinion": self.item.words.complaint()}
        if self.item.place % 2:
            said |= {"source": "paper", "form_scan": lambda part: example_scan()}
        return said | {"signature": lambda part: part.record.signatures.get(order=1)}

    def _afterwards(self) -> Moves:
        """What comes after the usual way: urging, a redo, a look back, a request found late."""
        way, users = self.item.way, self.staff.users
        urged = {"asked_urged": (4,), "unheard": (40, 30)}.get(way, ())
        for ago in urged:
            on = self.days.ago(ago)
            yield on, self._step("urge_feedback", on, users["clerk"], way="phone")
        if way == "asked_urged":
            on, texts = self.days.ago(3), [*self.item.words.matter.asks, FOUND_LATE]
            yield on, self._of_item("list_asks", on, users["clerk"], texts=texts)
        if way == "unheard":
            on = self._day("close")
            yield on, self._step("close_unheard", on, users["clerk"])
        if way == "redo":
            on, changed_to = redo_days(self.record, self.days)
            yield (
                on,
                self._step("redo", on, users["reviewer"], reason="请到现场核实后逐项答复，写明完成时间。"),
            )
            if changed_to is not None:
                on = self.days.ago(1)
                yield (
                    on,
                    self._of_item("change_due", on, users["clerk"], due_on=changed_to, reason="提出人要求尽早答复。"),
                )
        if way == "promise_late":
            on = self.days.ago(9)
            yield on, self._step(
                "look_back", on, users["supervisor"], result="under_way", text="到现场查看，主体已完成，还差收尾。",
                next_on=self.days.ahead(3),
            )  # fmt: skip


def _far(way: str) -> str:
    """How far on the usual way an item comes before anything else happens to it."""
    return {
        "submitted_soon": "submitted", "signed_own": "signed", "asked_urged": "asked", "unheard": "asked",
        "redo": "fed_back", "promised": "closed", "promise_late": "closed",
    }.get(way, way)  # fmt: skip
