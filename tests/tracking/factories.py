"""The office's people and things, made for tests: plain functions, and states reached through the real steps."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model

from tests.prepared import prepared
from tracking import permissions, versions
from tracking.loop import take
from tracking.models import (
    Assignment,
    Duty,
    HandlingRecord,
    Kind,
    Origin,
    Person,
    PrivateFile,
    Role,
    Session,
    Unit,
    UnitKind,
)
from tracking.stages import Stage

PDF_OBJECTS = (
    "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
    "<</Length {length}>>stream\n{shown}\nendstream", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
)  # fmt: skip


def make_pdf(words: str = "An example of a page with words.") -> bytes:
    """A PDF of one page that says these words (Latin letters)."""
    shown = f"BT /F1 12 Tf 60 780 Td ({words}) Tj ET"
    told = [one.format(length=len(shown), shown=shown) if "{" in one else one for one in PDF_OBJECTS]
    body = "".join(f"{number} 0 obj{one}endobj\n" for number, one in enumerate(told, 1))
    return f"%PDF-1.4\n{body}trailer<</Root 1 0 R>>\n%%EOF\n".encode()


PDF = make_pdf()
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
NOTED_KIND = "tests.note"
"The kind of jobs whose doing the fixture `noted` notes."
HANDED_OVER_ON = date(2024, 3, 29)
PASSWORD = "示例-example-pass-2024"


def kept(instance):
    """Save a row as the office would: checked, as a version, bound to an event."""
    with versions.chained("example", "准备", account=None):
        return versions.keep(instance, reason="准备")


def make_session(code: str = "2024", **changes) -> Session:
    """A session (届次) with the default limits."""
    facts = {"name": f"示例区{code}年“两会”", "year": int(code[:4]), "upper_name": "示例市人民政府办公室"} | changes
    return prepared(("session", code, facts), lambda: kept(Session(code=code, **facts)))


def make_unit(name: str = "区示例局", **changes) -> Unit:
    """A unit of the district (承办单位)."""
    return prepared(("unit", name, changes), lambda: kept(Unit(name=name, **changes)))


def make_account(username: str, **changes):
    """An account that can log in with PASSWORD."""
    accounts = get_user_model().objects
    return prepared(
        ("account", username, changes), lambda: accounts.create_user(username, password=PASSWORD, **changes)
    )


def make_person(name: str, role: Role | None = None, unit: Unit | None = None, *, login: str = "", **changes) -> Person:
    """Somebody of the office or a unit, with an account of their own where `login` is given, in a role."""
    return prepared(
        ("person", name, role, unit, login, changes), lambda: _make_person(name, role, unit, login, changes)
    )


def _make_person(name: str, role: Role | None, unit: Unit | None, login: str, changes: dict) -> Person:
    person = Person(name=name, user=make_account(login) if login else None, **changes)
    kept(person)
    if role is not None:
        with versions.chained("example", "准备", account=None):
            permissions.grant(person, role, unit)
    return person


def make_scan(name: str = "签批单.pdf", content: bytes = PDF) -> PrivateFile:
    """A scan under private/."""
    return PrivateFile.objects.keep(name, content)


def on_disk(file: PrivateFile) -> Path:
    """Where its bytes lie, to be spoilt."""
    return Path(settings.PRIVATE_ROOT) / file.place


@dataclass
class Office:
    """Who takes the steps: accounts by role, the session and the unit that items go to."""

    session: Session
    unit: Unit
    lead_unit: Unit
    clerk: object
    reviewer: object
    leader: object
    unit_handler: object

    def register(self, **changes) -> HandlingRecord:
        """Enter an item (收文登记); what is not said is a 主办 suggestion of the city with the next number."""
        return prepared(("register", self, changes), lambda: self._register(changes))

    def _register(self, changes: dict) -> HandlingRecord:
        facts = {
            "session": self.session,
            "kind": Kind.SUGGESTION,
            "origin": Origin.CITY,
            "number": HandlingRecord.objects.count() + 1,
            "duty": Duty.LEAD,
            "title": "关于加强示例工作的建议",
            "first_signer": "示例代表甲",
        } | changes
        if facts["duty"] == Duty.JOINT:
            facts.setdefault("lead_unit", self.lead_unit)
        start = facts.pop("start", HANDED_OVER_ON)
        event = take("register", account=self.clerk, on=start - timedelta(days=9), **facts)
        return HandlingRecord.objects.get(pk=event.record_id)

    def make_record(
        self, stage: Stage = Stage.REGISTERED, *, units=None, support_units=(), **changes
    ) -> HandlingRecord:
        """An item that stands at this stage because every step before it was taken; `start` is its day of hand-over."""
        start = changes.get("start", HANDED_OVER_ON)
        return prepared(
            ("record", self, stage, units, support_units, changes),
            lambda: self.move_on(
                self.register(**changes), stage, units=units, support_units=support_units, start=start
            ),
        )

    def move_on(
        self,
        record: HandlingRecord,
        stage: Stage,
        *,
        units=None,
        support_units=(),
        start: date = HANDED_OVER_ON,
        body: str = "已完成示例事项。",
    ) -> HandlingRecord:
        """Take the usual steps, each as its role, until the item stands at this stage."""
        way = {"start": start, "units": list(units or [self.unit]), "support_units": list(support_units), "body": body}
        for _round in range(40):
            record = HandlingRecord.objects.get(pk=record.pk)
            if record.stage == stage:
                return record
            prepared(("move", self, record, way), lambda record=record: self._move_once(record, **way))
        raise AssertionError(f"{stage} is not on this item's way; it stands at {record.stage}")

    def _move_once(self, record: HandlingRecord, *, start: date, units: list, support_units: list, body: str) -> None:
        """The usual next step of an item, or of each of its parts that is not ahead of the others."""
        if not record.assignments.standing().exists():
            self._in_the_office(record, start, units, support_units)
            return
        for part in record.assignments.all():
            if Stage(part.stage).rank <= Stage(record.stage).rank and part.is_answering:
                self.advance(part, start=start, body=body)

    def _in_the_office(self, record: HandlingRecord, start: date, units: list, support_units: list) -> None:
        day = start - timedelta(days=1)
        match record.stage:
            case Stage.REGISTERED:
                take("propose", record, account=self.clerk, on=day, handling_proposal="拟由区示例局办理。")
            case Stage.PROPOSED:
                take("instruct", record, account=self.leader, on=day, instruction="同意拟办意见。")
            case Stage.INSTRUCTED:
                take("assign", record, account=self.clerk, on=start, lead_units=units, support_units=support_units)

    def handler_of(self, unit: Unit):
        """An account that handles items for this unit."""
        if unit.pk == self.unit.pk:
            return self.unit_handler
        person = permissions.holders(Role.UNIT_HANDLER, unit).exclude(user=None).first()
        return (person or make_person(f"{unit}经办", Role.UNIT_HANDLER, unit, login=f"handler-{unit.pk}")).user

    def sign_for(self, part: Assignment, on: date = HANDED_OVER_ON + timedelta(days=3)) -> None:
        """The unit signs for its part (签收)."""
        four = {"department": "综合科", "unit_leader": "示例领导", "handler": "示例经办人"}
        take("sign_for", part, account=self.handler_of(part.unit), on=on, **four)

    def submit(
        self, part: Assignment, on: date = HANDED_OVER_ON + timedelta(days=60), body: str = "已完成示例事项。"
    ) -> None:
        """The unit sends its draft in (送审)."""
        facts = {} if part.record.is_joint else {"reply_class": "A", "publicity": "full"}
        facts["answers"] = {ask.pk: ("已办理。", "") for ask in part.record.asks.all()}
        take(
            "submit",
            part,
            account=self.handler_of(part.unit),
            on=on,
            body=body,
            unit_head="示例局长",
            unit_head_on=on,
            **facts,
        )

    def send_back(self, part: Assignment, on: date = HANDED_OVER_ON + timedelta(days=60)) -> None:
        """The office returns the draft (退回重新办理)."""
        take(
            "return_for_redo",
            part,
            account=self.reviewer,
            on=on,
            reason="unclear",
            comment="请写明完成的数量和时间。",
        )

    def advance(self, part: Assignment, *, start: date = HANDED_OVER_ON, body: str = "已完成示例事项。") -> None:
        """Take the one usual next step of a unit's part."""
        part = Assignment.objects.select_related("record__session", "unit").get(pk=part.pk)

        last = part.events.order_by("on").last()

        def day(days: int) -> date:
            usual = start + timedelta(days=days)
            return max(usual, last.on) if last is not None else usual

        match part.stage:
            case Stage.ASSIGNED:
                self.sign_for(part, day(3))
            case Stage.HANDLING:
                handler = self.handler_of(part.unit)
                if not part.record.is_joint and not part.contacts.exists():
                    talk = {"phase": "during", "method": "face", "summary": "当面听取意见。"}
                    signature = part.record.signatures.first()
                    take("contact", part, account=handler, on=day(20), signature=signature, **talk)
                self.submit(part, day(60), body)
            case Stage.SUBMITTED:
                take("pass_review", part, account=self.reviewer, on=day(64))
            case Stage.REVIEWED:
                take("sign", part, account=self.leader, on=day(66))
            case Stage.SIGNED if part.record.is_joint:
                take("send_opinion", part, account=self.clerk, on=day(68))
            case Stage.SIGNED if not part.record.is_own:
                take("report", part, account=self.clerk, on=day(68))
            case Stage.REPORTED:
                take("city_passes", part, account=self.clerk, on=day(72))
            case Stage.SIGNED | Stage.CLEARED:
                number = f"示政办函〔{start.year}〕{part.pk}号"
                take("number", part, account=self.clerk, on=day(75), doc_number=number)
            case Stage.NUMBERED:
                take("deliver", part, account=self.clerk, on=day(76), way="in_person")
            case Stage.DELIVERED:
                take("ask_opinion", part, account=self.clerk, on=day(77))
            case Stage.ASKED:
                first = part.record.signatures.first()
                opinion = {"attitude": "satisfied", "result": "satisfied", "source": "assembly"}
                take("feed_back", part, account=self.clerk, on=day(85), signature=first, **opinion)
            case Stage.FED_BACK:
                take("close", part, account=self.clerk, on=day(86))


def make_office(**session) -> Office:
    """An office with one account a role, one unit and one unit of the city."""
    return prepared(("office", session), lambda: _make_office(session))


def _make_office(session: dict) -> Office:
    unit = make_unit("区示例局", district_leader="示例副区长")
    return Office(
        session=make_session(**session),
        unit=unit,
        lead_unit=make_unit("市示例局", kind=UnitKind.EXTERNAL),
        clerk=make_person("示例经办", Role.OFFICE_CLERK, login="clerk").user,
        reviewer=make_person("示例审核", Role.OFFICE_REVIEWER, login="reviewer").user,
        leader=make_person("示例副区长", Role.LEADER, login="leader", post="副区长").user,
        unit_handler=make_person("示例承办", Role.UNIT_HANDLER, unit, login="unit").user,
    )
