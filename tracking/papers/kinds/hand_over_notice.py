"""交办通知: the document by which the office hands a session's items to all units, or to each unit its own."""

from datetime import date

from tracking.models import OpinionLimit, SeriesPurpose, Session
from tracking.papers import AnnexTitle, Break, Document, Listing, ListingColumn, SignedBy, Source, Text, paper
from tracking.papers.declaring import of_the_office
from tracking.papers.handed_over import NO_OFFICE, HandedOver, addressed, counted
from tracking.papers.kinds.opinion_form import GRID, blank
from tracking.papers.kinds.task_list import TASKS, counted_of, rows_of
from tracking.papers.subjects import SESSION, UNIT
from tracking.papers.wording import dated, listed
from tracking.wording.local import local

COUNTED = {"suggestion": "建议", "proposal": "提案"}
COPIED = {"suggestion": local("{congress}常委会办公室"), "proposal": local("{cppcc}提案委员会")}
"Who gets a copy of an answer, by kind."


def head(words: str) -> Text:
    return Text(words, bold=True)


LAYOUT = Document(
    title="{{ title }}",
    to="{{ to }}：",
    blocks=(
        Text("{{ opening }}"),
        head("一、明确责任"),
        Text(
            "各承办单位主要负责人负总责，逐件确定具体部门、分管领导和具体负责人。主办单位牵头办理并负责答复，会办单位、配合单位"
            "按期提出意见；分别办理的，各自答复。"
        ),
        head("二、严格程序和时限"),
        Text(
            "（一）签收。{{ sign_for }}签收。不属于本单位职责的，{{ objection }}书面申请退回，写明理由和建议改交的单位，"
            "由单位主要负责人签字；逾期不再调整。"
        ),
        Text("（二）见面。{{ meeting }}办理前、办理中、办理后与{{ people }}沟通，未经沟通不得送审答复。"),
        Text("（三）会办。会办单位、配合单位{{ opinion }}将意见送主办单位。"),
        Text(
            "（四）答复。{{ answer }}完成答复；附件1列明期限的，以附件1为准。确需延期的，在期限内提出申请，经交办机关同意并向"
            "{{ people }}说明，{{ answer_most }}。"
        ),
        Text("（五）征询意见。答复送达后征询{{ people }}意见；不满意的，自决定重新办理之日起{{ redo }}内再次答复。"),
        head("三、规范格式"),
        Text(
            "答复按附件2的格式行文，逐条回应所提问题，写明办理结果的类别（{{ classes }}），由单位主要负责人签字、加盖公章，"
            "注明承办人和联系电话。"
        ),
        head("四、做好公开"),
        Text(
            "答复的公开属性与答复一并确定、一并审核；主动公开的，送达后{{ publish }}内公开，公开前作保密审查，不含个人信息。"
            "不公开的，写明理由。"
        ),
        head("五、通报考核"),
        Text("政府督查室跟踪催办，对见面、答复、满意等情况按单位通报，办理结果纳入年度考核。"),
        Text("附件：1．任务分解表"),
        Text("　　　2．答复函格式"),
        Text("　　　3．征询意见表"),
        Text("　　　4．联系方式"),
        SignedBy(),
    ),
    contact="{{ contact }}",
    annexes=(
        Break(landscape=True),
        Text("附件1", bold=True, indent=False),
        AnnexTitle("任务分解表"),
        Text("{{ said }}", small=True, indent=False),
        TASKS,
        Break(),
        Text("附件2", bold=True, indent=False),
        AnnexTitle("答复函格式"),
        Text("（右上角：{{ class_codes }}类　公开属性）", align="right", indent=False),
        Text("××局（信函格式红头）", align="center"),
        Text("××函〔{{ year }}〕×号", align="right"),
        Text("关于{{ session }}第×号{{ kinds }}的答复", align="center", bold=True),
        Text("×××{{ addressee }}：", indent=False),
        Text("您提出的《……》（第×号）收悉。感谢您的关心和支持。现答复如下："),
        Text("一、……（逐条回应：已做的工作、采纳情况、下一步措施；列入计划的写明时间和责任单位）"),
        Text("二、……"),
        Text("××局（印章）", align="right"),
        Text("{{ year }}年×月×日", align="right"),
        Text("（承办人：×××，联系电话：办公电话）"),
        Text("抄送：{{ copied }}，{{ local.office }}公室，会办单位。", indent=False),
        Break(),
        Text("附件3", bold=True, indent=False),
        AnnexTitle("{{ item_kind }}办理情况征询意见表"),
        GRID,
        Break(),
        Text("附件4", bold=True, indent=False),
        AnnexTitle("联系方式"),
        Listing(
            "lines",
            (
                ListingColumn("单位", "{{ row.unit }}", 50),
                ListingColumn("主要负责人", "{{ row.leader }}", 26, "center"),
                ListingColumn("办公电话", "{{ row.line }}", 46),
                ListingColumn("联系人", "{{ row.room }}", 34),
            ),
        ),
    ),
)


def title_of(whole: HandedOver) -> str:
    """The notice's title: that of the session's settings, or the usual one."""
    kept = whole.session.notice_title.strip("《》")
    return kept or f"关于认真做好{whole.session.name}建议提案办理工作的通知"


def number_of(session: Session):
    """The number that the session's notice was given; None while there is none."""
    whole = HandedOver.of(session)
    return whole.number_of(SeriesPurpose.HAND_OVER, title_of(whole))


def _missing(whole: HandedOver, items) -> str:
    if not whole.office_name:
        return NO_OFFICE
    return "" if items else "还没有交办的承办件；交办后才能制作通知。"


def _missing_of_session(session: Session) -> str:
    whole = HandedOver.of(session)
    return _missing(whole, whole.items)


@paper(
    "交办通知（全部单位）",
    help="把本届承办件交各承办单位办理的正式通知，附任务分解表；期限按届次设置计算。",
    about=SESSION,
    place=30,
    mark=Source.FOUND,
    readers=of_the_office,
    missing=_missing_of_session,
    is_final=lambda session: number_of(session) is not None,
    layout=LAYOUT,
)
def hand_over_notice(session):
    whole = HandedOver.of(session)
    return _fields(whole, whole.items, whole.units) | {
        "to": "各承办单位",
        "said": f"{counted(one.record for one in whole.items)}，承办单位{len(whole.units)}家",
    }


@paper(
    "交办通知（一个单位）",
    help="只列这个单位承办件的交办通知；文号同本届的交办通知。",
    about=UNIT,
    place=33,
    mark=Source.FOUND,
    missing=lambda found: _missing(found.whole, found.whole.parts_of(found.unit)),
    layout=LAYOUT,
)
def unit_hand_over_notice(found):
    whole = found.whole
    items = whole.items_of(found.unit)
    concerned = [
        unit for unit in whole.units if any(unit.pk == one.assignment.unit_id for item in items for one in item.parts)
    ]
    return _fields(whole, items, concerned) | {
        "to": found.unit.name,
        "said": f"承办单位：{found.unit}　　{counted_of(found)}",
        "opening": f"现将{found.session.name}{counted_of(found)}（见附件1）交你单位办理。有关要求通知如下：",
    }


def _fields(whole: HandedOver, items, units) -> dict:
    session, limits = whole.session, whole.limits
    records = [one.record for one in items]
    title = title_of(whole)
    given = whole.number_of(SeriesPurpose.HAND_OVER, title)
    people = addressed(records)
    kinds = {record.kind for record in records}
    contact = {"联系人": "　　　　　", "联系电话": whole.office.office_line}
    copied = [words for kind, words in COPIED.items() if kind in kinds]
    meeting = session.meeting_days
    return blank("suggestion" if "suggestion" in kinds else "proposal", people) | {
        "item_kind": listed(COUNTED[kind] for kind in COUNTED if kind in kinds),
        "organ": whole.office_name,
        "organs": [whole.office_name],
        "number": given.doc_number if given else "",
        "date": dated(given.on if given else session.notice_on),
        "title": title,
        "session": session.name,
        "year": session.year,
        "people": people,
        "addressee": people.replace("、", "（") + "）" if "、" in people else people,
        "kinds": listed(COUNTED[kind] for kind in COUNTED if kind in kinds),
        "opening": f"现将{session.name}{counted(records)}（见附件1）交各承办单位办理。有关要求通知如下：",
        "sign_for": _within(session, "sign_for", limits and limits.sign_for),
        "objection": _within(session, "objection", limits and limits.objection),
        "meeting": f"签收后{session.limit('meeting')}内与{people}见面；" if meeting else "",
        "opinion": _opinion(session, limits and limits.opinion),
        "answer": f"{dated(session.fixed_due_on)}前"
        if session.fixed_due_on
        else _within(session, "answer", limits and limits.answer),
        "answer_most": f"最长不超过{session.limit('answer_most')}"
        + (f"（{dated(limits.answer_most)}）" if limits else ""),
        "redo": session.limit("redo"),
        "publish": session.limit("publish"),
        "classes": "；".join(f"{one['code']}类：{one['label']}" for one in session.reply_classes),
        "class_codes": "/".join(one["code"] for one in session.reply_classes),
        "copied": listed(copied),
        "contact": "，".join(f"{label}：{value}" for label, value in contact.items() if value),
        "tasks": rows_of(whole, items),
        "lines": [
            {"unit": unit.name, "leader": unit.head, "line": unit.office_line, "room": ""}
            for unit in dict.fromkeys([whole.office, *units])
        ],
    }


def _within(session: Session, name: str, on: date | None) -> str:
    """自交办之日起3个工作日内（2024年4月3日前）; without the date where items were handed over on several days."""
    return f"自交办之日起{session.limit(name)}内" + (f"（{dated(on)}前）" if on else "")


def _opinion(session: Session, on: date | None) -> str:
    if session.opinion_counted == OpinionLimit.FROM_HAND_OVER:
        return _within(session, "opinion", on)
    return f"在答复期限{session.limit('opinion')}前" + (f"（{dated(on)}前）" if on else "")
