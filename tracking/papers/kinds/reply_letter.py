"""答复函: the letter to the proposer."""

from tracking.models import ReplyKind
from tracking.papers import Letter, SignedBy, Source, Words, paper
from tracking.papers.facts import contact_of, organ_of
from tracking.papers.subjects import LETTER
from tracking.papers.wording import blocks_of, dated, listed


def missing(reply) -> str:
    """Only an answer is a 答复函; an opinion has its own paper."""
    return "" if reply.kind == ReplyKind.ANSWER else "会办件报送会办意见函，不写答复函。"


@paper(
    "答复函",
    help="写给代表、委员的正式答复，信函格式；正式行文前为稿。",
    about=LETTER,
    place=60,
    mark=Source.FOUND,
    missing=missing,
    is_final=lambda reply: bool(reply.doc_number and reply.issued_on),
    signed_text=lambda reply: reply.body,
    layout=Letter(
        marks=("{{ reply_class }}", "{{ publicity }}"),
        title="{{ title }}",
        to="{{ to }}：",
        blocks=(Words("body"), SignedBy()),
        contact="{{ contact }}",
        copies="{% if copies %}抄送：{{ copies }}。{% endif %}",
    ),
)
def reply_letter(reply):
    part = reply.assignment
    record = part.record
    signers = list(record.signatures.select_related("proposer"))
    return {
        "organ": organ_of(part),
        "organs": [organ_of(part)],
        "number": reply.doc_number,
        "reply_class": f"{reply.reply_class}类" if reply.reply_class else "",
        "publicity": reply.get_publicity_display(),
        "title": f"关于{record.session.name}第{record.number}号{record.get_kind_display()}的答复",
        "to": listed(one.proposer.styled for one in signers),
        "body": blocks_of(reply.body),
        "date": dated(reply.issued_on),
        "contact": contact_of(part),
        "copies": reply.copied_to,
    }
