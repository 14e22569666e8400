"""报送函: the letter that sends what came of a session's items up to the city's office, with the list of the answers."""

from tracking.models import Kind, Publicity, SeriesPurpose
from tracking.papers import AnnexTitle, Break, Letter, Listing, ListingColumn, SignedBy, Source, Text, paper
from tracking.papers.declaring import of_the_office
from tracking.papers.handed_over import NO_OFFICE, HandedOver, counted
from tracking.papers.subjects import SESSION
from tracking.papers.wording import BLANK_DAY, dated
from tracking.wording.local import local, localised
from tracking.workdays import in_full

COPIED = {Kind.SUGGESTION: local("{upper_committee}"), Kind.PROPOSAL: local("{upper_cppcc}提案委员会")}
COLUMNS = {
    "place": ("序号", 8),
    "number": ("编号", 18),
    "title": ("标题", 48),
    "signers": ("代表/委员", 24),
    "main": ("主办", 24),
    "joint": ("会办", 24),
    "doc_number": ("答复字号", 26),
    "issued_on": ("日期", 20),
    "reply_class": ("类别", 10),
    "publicity": ("公开属性", 18),
    "result": ("满意度", 14),
    "contact": ("联系人电话", 28),
}


def answered(session) -> tuple[HandedOver, list, list]:
    """The items from above of a session: what was handed over, those that have a sealed letter, and those that have none."""
    whole = HandedOver.of(session)
    upper = [one for one in whole.items if not one.record.is_own]
    done = [one for one in upper if any(part.answers for part in one.answering)]
    return whole, done, [one for one in upper if one not in done]


def title_of(session) -> str:
    return f"关于报送{session.name}建议提案办理情况的函"


def missing(session) -> str:
    """Only answers to items from above are sent up."""
    whole, done, _rest = answered(session)
    if not whole.office_name:
        return NO_OFFICE
    return "" if done else "还没有已行文的上级交办件，不需要报送。"


@paper(
    "报送函",
    help=local("把上级交办件的办理情况报送{upper_office}，附复文清单；文号登记用途为“报送函”、标题相同的自动填入。"),
    about=SESSION,
    place=90,
    mark=Source.MEMORY,
    readers=of_the_office,
    missing=missing,
    is_final=lambda session: HandedOver.of(session).number_of(SeriesPurpose.SENDING, title_of(session)) is not None,
    layout=Letter(
        title="{{ title }}",
        to="{{ to }}：",
        blocks=(
            Text("{{ opening }}"),
            Text(
                "现随函报送复文清单、复文（纸质）{{ letters }}份、征询意见表{{ forms }}份，电子版已同时报送，请予审核。"
                "{{ waiting }}"
            ),
            Text("附件：复文清单"),
            SignedBy(),
        ),
        contact="{{ contact }}",
        copies="抄送：{{ copied }}。",
        annexes=(
            Break(landscape=True),
            Text("附件", bold=True, indent=False),
            AnnexTitle("复文清单"),
            Listing(
                "answers",
                tuple(
                    ListingColumn(heading, "{{ row." + key + " }}", width, "center" if width < 20 else "left")
                    for key, (heading, width) in COLUMNS.items()
                ),
                size=10.5,
            ),
        ),
    ),
)
def sending_letter(session):
    whole, done, rest = answered(session)
    records = [one.record for one in done]
    replies = [part.answers[-1] for one in done for part in one.answering if part.answers]
    title = title_of(session)
    given = whole.number_of(SeriesPurpose.SENDING, title)
    classes = [answer.reply.reply_class for answer in replies if answer.reply.reply_class]
    by_class = "、".join(f"{code}类{classes.count(code)}件" for code in sorted(set(classes)))
    return {
        "organ": whole.office_name,
        "organs": [whole.office_name],
        "number": given.doc_number if given else "",
        "date": dated(given.on) if given else BLANK_DAY,
        "title": title,
        "to": session.upper_name or localised("{upper_office_full}"),
        "opening": f"贵办交办的{session.name}{counted(one.record for one in [*done, *rest])}，{localised('我{own}')}已办理并行文"
        f"{counted(records)}" + (f"（主办件中{by_class}）" if by_class else "") + "。",
        "letters": len(replies),
        "forms": sum(answer.feedback is not None for answer in replies),
        "waiting": f"其余{counted(one.record for one in rest)}正在办理，办结后续报。" if rest else "",
        "contact": f"联系人：　　　　　，联系电话：{whole.office.office_line}",
        "copied": "、".join(str(COPIED[kind]) for kind in Kind if kind in {record.kind for record in records}),
        "answers": [_row(place, one, whole.cells[one.record.pk]) for place, one in enumerate(done, start=1)],
    }


def _row(place: int, one, cells: dict) -> dict:
    parts = [part for part in one.answering if part.answers]
    replies = [part.answers[-1].reply for part in parts]
    results = [answer.feedback.get_result_display() for part in parts if (answer := part.answers[-1]).feedback]
    names = "、".join(proposer.name for proposer in one.signers)
    lines = [" ".join(filter(None, (part.assignment.handler, part.assignment.unit.office_line))) for part in parts]
    return {
        "place": place,
        "number": one.record.number_label,
        "title": one.record.title,
        "signers": f"{names}等{one.record.signers_total}人" if one.record.signers_total else names,
        "main": cells.get("main_units") or cells.get("separate_units", ""),
        "joint": cells.get("joint_units", ""),
        "doc_number": "\n".join(reply.doc_number for reply in replies),
        "issued_on": "\n".join(in_full(reply.issued_on) for reply in replies),
        "reply_class": "\n".join(reply.reply_class for reply in replies),
        "publicity": "\n".join(str(Publicity(one.publicity).label) if one.publicity else "" for one in replies),
        "result": "\n".join(results),
        "contact": "\n".join(lines),
    }
