"""会办意见函: the district's opinion on a 会办 item, to the city's 主办 unit, copied to the city's office."""

from tracking.loop.acts.delivering import send_opinion
from tracking.models import ReplyKind
from tracking.papers import Letter, SignedBy, Source, Words, paper
from tracking.papers.facts import contact_below, item_in_title, organ_of, organs_of
from tracking.papers.subjects import LETTER
from tracking.papers.wording import blocks_of, dated, opens_with_salutation
from tracking.wording.local import local, localised


def missing(reply) -> str:
    """Only an opinion is a 会办意见函, and it needs whom it is for."""
    if reply.kind != ReplyKind.OPINION:
        return "主办、独办、分办件写答复函，不写会办意见函。"
    return "" if reply.assignment.record.lead_unit else localised("还没有登记{upper_lead}，请用“修改信息”补上。")


def is_final(reply) -> bool:
    """Whether it was sent (报送会办意见); an office may leave its opinions without a number."""
    return reply.issued_on is not None


@paper(
    "会办意见函",
    help=local("会办件报送{upper_lead}的意见，信函格式，抄送交办机关；报送前为稿。"),
    about=LETTER,
    place=61,
    mark=Source.FOUND,
    fits=lambda reply: reply.kind == ReplyKind.OPINION,
    missing=missing,
    is_final=is_final,
    final_by=(send_opinion,),
    signed_text=lambda reply: reply.body,
    layout=Letter(
        title="{{ title }}",
        to="{% if to %}{{ to }}：{% endif %}",
        blocks=(Words("body"), SignedBy()),
        contact="{{ contact }}",
        copies="{% if copies %}抄送：{{ copies }}。{% endif %}",
    ),
)
def joint_opinion(reply):
    part = reply.assignment
    record = part.record
    to = str(record.lead_unit)
    final = is_final(reply)
    return {
        "organ": organ_of(part),
        "organs": organs_of(reply),
        "number": reply.doc_number if final else "",
        "title": f"关于{item_in_title(record)}的会办意见",
        "to": "" if opens_with_salutation(reply.body, [to]) else to,
        "body": blocks_of(reply.body, to=[to]),
        "date": dated(reply.issued_on) if final else "",
        "contact": contact_below(reply),
        "copies": reply.copied_to if final else record.session.upper_name,
    }
