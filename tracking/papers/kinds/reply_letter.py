"""答复函: the letter to the proposer."""

from tracking.loop.acts.delivering import number
from tracking.loop.opening_lines import addressed
from tracking.models import ReplyKind
from tracking.papers import Letter, SignedBy, Source, Words, paper
from tracking.papers.facts import contact_below, item_in_title, organ_of, organs_of
from tracking.papers.subjects import LETTER
from tracking.papers.wording import blocks_of, dated, opens_with_salutation


def missing(reply) -> str:
    """Only an answer is a 答复函; an opinion has its own paper."""
    return "" if reply.kind == ReplyKind.ANSWER else "会办件报送会办意见函，不写答复函。"


def is_final(reply) -> bool:
    """Whether it has its number and its day (正式行文)."""
    return bool(reply.doc_number and reply.issued_on)


@paper(
    "答复函",
    help="写给代表、委员的正式答复，信函格式；正式行文前为稿。",
    about=LETTER,
    place=60,
    mark=Source.FOUND,
    fits=lambda reply: reply.kind == ReplyKind.ANSWER,
    missing=missing,
    is_final=is_final,
    final_by=(number,),
    signed_text=lambda reply: reply.body,
    layout=Letter(
        marks=("{{ reply_class }}", "{{ publicity }}"),
        title="{{ title }}",
        to="{% if to %}{{ to }}：{% endif %}",
        blocks=(Words("body"), SignedBy()),
        contact="{{ contact }}",
        copies="{% if copies %}抄送：{{ copies }}。{% endif %}",
    ),
)
def reply_letter(reply):
    part = reply.assignment
    record = part.record
    names = [one.proposer.name for one in record.signatures.select_related("proposer")]
    final = is_final(reply)
    return {
        "organ": organ_of(part),
        "organs": organs_of(reply),
        "number": reply.doc_number if final else "",
        "reply_class": f"{reply.reply_class}类" if reply.reply_class else "",
        "publicity": reply.get_publicity_display(),
        "title": f"关于{item_in_title(record)}的答复",
        "to": "" if opens_with_salutation(reply.body, names) else addressed(record),
        "body": blocks_of(reply.body, to=names),
        "date": dated(reply.issued_on) if final else "",
        "contact": contact_below(reply),
        "copies": reply.copied_to,
    }
