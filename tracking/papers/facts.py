"""What several papers say alike: who a letter is from, who put an item forward, whom to ask."""

from datetime import date
from typing import Any

from tracking.loop.engine.declaring import Step
from tracking.models import (
    Assignment,
    CoSigning,
    Event,
    GivenNumber,
    HandlingRecord,
    Kind,
    Reply,
    ReplyKind,
    Unit,
    UnitKind,
)
from tracking.models.reading import read_once
from tracking.papers.wording import dated, ends_with_contact, listed


@read_once
def office() -> Unit | None:
    """The government's office (政府办公室); None while no such unit is entered."""
    return Unit.objects.filter(kind=UnitKind.OFFICE, is_active=True).order_by("pk").first()


def office_name() -> str:
    """Its name; empty while it is not entered."""
    found = office()
    return found.name if found is not None else ""


def no_office() -> str:
    """Why nothing can be issued in the office's name: no such unit is entered; empty where there is one."""
    if office_name():
        return ""
    return "“承办单位”名录里还没有类别为“政府办公室”的单位；请先登记，以它的名义行文。"


def organ_of(part: Assignment) -> str:
    """Who issues the letter (发文机关): the unit for the district's own items, the government's office for those from above (R14)."""
    return part.unit.name if part.record.is_own else office_name() or part.unit.name


def organs_of(reply: Reply) -> list[str]:
    """Who signs the letter (发文机关署名): its issuer and, where the unit issues it, each unit that agreed to it (会签)."""
    part = reply.assignment
    organs = [organ_of(part)]
    if organs == [part.unit.name] and reply.cosigning is not None:
        agreed = reply.cosigning.signatures.filter(on__isnull=False).select_related("unit")
        organs += [one.unit.name for one in agreed if one.unit.name not in organs]
    return organs


def contact_of(part: Assignment) -> str:
    """The note under a letter (附注): 承办人, 联系电话; the line is the unit's public one."""
    said = {"承办人": part.handler, "联系电话": part.unit.office_line}
    return "，".join(f"{label}：{value}" for label, value in said.items() if value)


def contact_below(reply: Reply) -> str:
    """The note under this letter; empty where its text already ends with one."""
    return "" if ends_with_contact(reply.body) else contact_of(reply.assignment)


def item_in_title(record: HandlingRecord) -> str:
    """An item as titles of letters name it: 示例区2024年“两会”第12号建议, 政协示例区2024年“两会”第23号提案."""
    body = "政协" if record.kind == Kind.PROPOSAL and "政协" not in record.session.name else ""
    return f"{body}{record.session.name}{record.number_label}"


def proposers_of(record: HandlingRecord) -> str:
    """All signers as letters address them, the first signer first: 示例代表甲代表、示例代表乙代表等5人."""
    names = listed(one.proposer.styled for one in record.signatures.select_related("proposer"))
    return f"{names}等{record.signers_total}人" if record.signers_total else names


def item_fields(record: HandlingRecord) -> dict[str, str]:
    """What names an item on a form: 编号, 标题, 类别, 提出人."""
    return {
        "number": f"{record.session.name}{record.number_label}",
        "title": record.title,
        "kind": record.get_kind_display(),
        "proposers": proposers_of(record),
    }


def letter_title(reply: Reply) -> str:
    """What the item's letter is called: 关于…第12号建议的答复, or 的会办意见."""
    return f"关于{item_in_title(reply.assignment.record)}的{reply.get_kind_display()}"


def letter_title_of(record: HandlingRecord) -> str:
    """What the item's letter will be called while no round of it was sent in yet."""
    kind = ReplyKind.OPINION if record.is_joint else ReplyKind.ANSWER
    return f"关于{item_in_title(record)}的{kind.label}"


def co_signed(cosigning: CoSigning | None) -> str:
    """Who agreed to a letter of several units (会签), a unit a line."""
    if cosigning is None:
        return ""
    signed = cosigning.signatures.select_related("unit")
    return "\n".join(f"{one.unit} {one.by} {dated(one.on)} {one.comment}".strip() for one in signed if one.on)


def event_of(record: HandlingRecord, step: Step) -> Event | None:
    """The latest time that this step was taken on an item (办理记录)."""
    return record.events.filter(what=step.code).order_by("-number").first()


def headed(purpose: str, title: str, day: date | None) -> dict[str, Any]:
    """What heads and closes a letter of the office that is numbered under its title; dated `day` while it has no number."""
    given, organ = given_number(purpose, title), office_name()
    return {
        "organ": organ,
        "organs": [organ],
        "doc_number": given.doc_number if given is not None else "",
        "heading": title,
        "date": dated(given.on if given is not None else day),
    }


def given_number(purpose: str, title: str) -> GivenNumber | None:
    """The number that a paper without a letter's row was given (用号登记): entered under its very title."""
    given = GivenNumber.objects.filter(series__purpose=purpose, what=title).select_related("series")
    return given.order_by("-pk").first()
