"""面商（沟通）记录表: a talk with the proposer, with room for both to sign; and an empty one to take along."""

from tracking.models import Assignment, ContactMethod
from tracking.papers import FormCell, FormGrid, FormSheet, Source, Text, label, paper, row
from tracking.papers.facts import item_fields, proposers_of
from tracking.papers.subjects import CONTACT, PART
from tracking.papers.wording import BLANK_DAY, boxes, dated

LAYOUT = FormSheet(
    title="{{ kind }}办理面商（沟通）记录表",
    above="承办单位：{{ unit }}",
    blocks=(
        FormGrid(
            rows=(
                row("编号", "{{ number }}", "代表（委员）\n姓名", "{{ who }}", height=12),
                row("标题", "{{ title }}", height=14),
                row("沟通方式", "{{ ways }}"),
                row("时间", "{{ on }}", "地点", ""),
                row("参加人员\n（单位职务）", "", height=20),
                row("沟通情况和\n代表（委员）\n意见", "{{ summary }}", height=62),
                row("商定事项", "", height=38),
                row(
                    label("代表（委员）\n签字"),
                    FormCell("", sign=BLANK_DAY),
                    label("承办人签字"),
                    FormCell("{{ handler }}", sign=BLANK_DAY),
                    height=28,
                ),
            ),
            widths=(31, 50, 31, 44),
        ),
        Text("沟通以见面为主；代表、委员本人签字，承办单位不得代签。", small=True, indent=False),
    ),
)


def fields_of(part: Assignment) -> dict[str, str]:
    """What both sheets say of the part."""
    return item_fields(part.record) | {"unit": part.unit.name, "handler": part.handler}


@paper(
    "面商（沟通）记录表",
    help="一次沟通的记录，可补写地点、参加人员和商定事项，由代表、委员和承办人签字。",
    about=CONTACT,
    place=40,
    mark=Source.MEMORY,
    layout=LAYOUT,
)
def contact_record(contact):
    part = contact.assignment
    return fields_of(part) | {
        "who": contact.signature.proposer.styled if contact.signature else proposers_of(part.record),
        "ways": boxes((method.label for method in ContactMethod), contact.get_method_display()),
        "on": dated(contact.on),
        "summary": f"（{contact.get_phase_display()}）{contact.summary}",
    }


@paper(
    "面商（沟通）记录表（空表）",
    help="沟通之前打印，带去当面填写、签字。",
    about=PART,
    place=41,
    mark=Source.MEMORY,
    layout=LAYOUT,
)
def contact_record_blank(part):
    return fields_of(part) | {
        "who": proposers_of(part.record),
        "ways": boxes(method.label for method in ContactMethod),
        "on": BLANK_DAY,
        "summary": "",
    }
