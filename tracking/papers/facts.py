"""What several papers say alike: who a letter is from, who put an item forward, whom to ask."""

from tracking.models import Assignment, HandlingRecord, Unit, UnitKind
from tracking.papers.wording import listed


def office_name() -> str:
    """The name of the government's office (政府办公室); empty while no such unit is entered."""
    office = Unit.objects.filter(kind=UnitKind.OFFICE, is_active=True).order_by("pk").first()
    return office.name if office else ""


def organ_of(part: Assignment) -> str:
    """Who issues the letter (发文机关): the unit for the district's own items, the government's office for those from above (R14)."""
    return part.unit.name if part.record.is_own else office_name() or part.unit.name


def contact_of(part: Assignment) -> str:
    """The note under a letter (附注): 联系人, 联系电话; the line is the unit's public one."""
    said = {"联系人": part.handler, "联系电话": part.unit.office_line}
    return "，".join(f"{label}：{value}" for label, value in said.items() if value)


def proposers_of(record: HandlingRecord) -> str:
    """All signers as letters address them, the first signer first: 示例代表甲代表、示例代表乙代表等5人."""
    names = listed(one.proposer.styled for one in record.signatures.select_related("proposer"))
    return f"{names}等{record.signers_total}人" if record.signers_total else names
