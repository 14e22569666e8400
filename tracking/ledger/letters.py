"""What a row says of the letters (答复) and of what the first signer thinks of them, round by round."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from tracking.ledger.cells import Misread, read_class, read_day, read_doc_number, read_opinion, read_publicity, read_url
from tracking.ledger.columns import Place
from tracking.ledger.items import of_model
from tracking.ledger.opening import Cell
from tracking.ledger.overlay import Overlay
from tracking.ledger.parts import spread
from tracking.ledger.text import text_of
from tracking.loop.bulk.backfill import Answer, PartFacts
from tracking.models import Feedback, FeedbackSource, Publicity, Reply, ReplyKind, Satisfaction
from tracking.wording.local import localised

FIELDS = dict([*of_model(Reply, Place.REPLY), *of_model(Feedback, Place.FEEDBACK)])
"The field of each column of a letter and of the opinion on it."
LETTER_KEYS = tuple(FIELDS)
OF_ANSWERS_ONLY = tuple(key for key in LETTER_KEYS if key not in ("doc_number", "issued_on", "delivered_on"))
"会办 items have none of these: the city's lead unit answers, asks and publishes."
PUBLIC = ("publicity", "publicity_reason", "published_on", "published_url")
"Columns on the letter's publication, which depend on each other."
PLAIN = tuple(key for key, _field in of_model(Reply, Place.REPLY) if key not in (*PUBLIC, "delivered_on"))
"Columns of a letter that are entered as they are read."
CLAIMS = tuple(key for key in LETTER_KEYS if key not in ("publicity", "publicity_reason"))
"Columns that prove a letter was written; 是否公开 does not, it may be filled in before."

Values = dict[str, Any]
"One round's values by column, each of its column's own type: days, texts, or a class with its reason."


def lay_letters(over: Overlay) -> None:
    """Every round's letter of every answering part, with the first signer's opinion."""
    keys = [key for key in LETTER_KEYS if key in over.row.cells]
    if not keys:
        return
    if over.record.is_joint and (wrong := [key for key in keys if key in OF_ANSWERS_ONLY]):
        for key in wrong:
            over.error(key, localised("会办件由{upper_lead}答复和征询，本级没有这一项，请清空。"))
        return
    said: dict[int, tuple[PartFacts, dict[str, list]]] = {}
    for key in keys:
        for part, cells in spread(over, key, over.facts.answering):
            said.setdefault(id(part), (part, {}))[1][key] = [_value(over, key, cell) for cell in cells]
    for part, values in said.values():
        for answer, of_round in _rounds(over, part, values):
            _letter(over, answer, of_round)
            _opinion(over, answer, of_round)


def _value(over: Overlay, key: str, cell: Cell) -> object:
    """One round's value in a column; None where the line says nothing."""
    text = text_of(cell)
    if not text:
        return None
    readers: dict[str, Callable] = {
        "doc_number": lambda: read_doc_number(text),
        "reply_class": lambda: read_class(text, over.context.session),
        "publicity": lambda: read_publicity(text),
        "result": lambda: read_opinion(text),
        "attitude": lambda: read_opinion(text),
        "published_url": lambda: read_url(text),
    }
    try:
        if key in readers:
            return readers[key]()
        return text if isinstance(FIELDS[key], models.CharField) else read_day(cell, over.year)
    except Misread as problem:
        over.error(key, str(problem))
        return None


def _rounds(over: Overlay, part: PartFacts, values: dict[str, list]) -> list[tuple[Answer, Values]]:
    """The rounds that the cells speak of, a lone line of the last; new ones where there are more than are stored."""
    stored = len(part.answers)
    rounds = max((len(one) for one in values.values()), default=0)
    found: list[Values] = [{} for _round in range(max(rounds, stored))]
    for key, said in values.items():
        for place, value in enumerate(said, start=len(found) - len(said)):
            if value is not None:
                found[place][key] = value
    while len(found) > stored and not any(key in found[0] for key in CLAIMS):
        _note_unwritten(over, found.pop(0))
    pairs = [(answer, of_round) for answer, of_round in zip(part.answers, found, strict=False) if of_round]
    for of_round in found[stored:]:
        if "issued_on" in of_round:
            answer = _new_answer(over, part, of_round)
            pairs.append((answer, of_round))
        elif claim := next((key for key in CLAIMS if key in of_round), None):
            heading = over.row.table.heading(claim)
            over.error("issued_on", _("有“%(heading)s”而没有答复时间。") % {"heading": heading})
        else:
            _note_unwritten(over, of_round)
    return pairs


def _note_unwritten(over: Overlay, of_round: Values) -> None:
    """Note that 是否公开 is left out of a row that has no letter yet."""
    if of_round:
        over.note("publicity", _("还没有答复，“是否公开”没有登记；公开属性随答复一并审定。"))


def _new_answer(over: Overlay, part: PartFacts, of_round: Values) -> Answer:
    """A letter that the ledger does not know yet."""
    kind = ReplyKind.OPINION if over.record.is_joint else ReplyKind.ANSWER
    last = over.facts.last_round.get(part.assignment.pk, 0) if part.assignment.pk else 0
    number = max([last, *(one.reply.round for one in part.answers)]) + 1
    answer = Answer(Reply(assignment=part.assignment, round=number, kind=kind))
    part.answers.append(answer)
    if "doc_number" not in of_round and not over.record.is_joint:
        over.note("doc_number", _("有答复时间而没有答复文号，请核对。"))
    return answer


# The letter ------------------------------------------------------------------------------------
def _letter(over: Overlay, answer: Answer, said: Values) -> None:
    reply = answer.reply
    for key in PLAIN:
        if key in said:
            _put(over, key, reply, said[key])
    if reply.pk is None and "delivered_on" not in said:
        reply.delivered_on = _delivered_on(over, said)
    elif (day := said.get("delivered_on")) and over.put("delivered_on", reply, "delivered_on", day):
        for delivery in answer.deliveries:
            over.entry.put(delivery, "sent_on", day)
    _publicity(over, reply, said)


def _put(over: Overlay, key: str, reply: Reply, value: object) -> None:
    """A letter's fact; what was reviewed in the system is not changed by a workbook."""
    if key in ("reply_class", "publicity") and reply.submitted_on and value != getattr(reply, key):
        over.error(key, _("答复类别和公开属性已随答复审核，不能再由台账改动。"))
        return
    most = FIELDS[key].max_length
    if isinstance(value, str) and most is not None and len(value) > most:
        over.error(key, _("超过 %(most)s 个字，请缩短。") % {"most": most})
    over.put(key, reply, FIELDS[key].name, value)


def _delivered_on(over: Overlay, said: Values) -> date | None:
    """The day of delivery where the row has none: the letter's, unless the column shows that it is still to come."""
    issued = said["issued_on"]
    proves = ("asked_on", "result", "attitude", "feedback_on", "published_on", "published_url")
    column_is_there = "delivered_on" in over.row.table.headings
    if column_is_there and not any(key in said for key in proves) and "closed_on" not in over.row.cells:
        return issued if over.record.is_joint else None
    if not over.record.is_joint:
        over.assume("delivered", issued)
    return issued


def _publicity(over: Overlay, reply: Reply, said: Values) -> None:
    """Enter how a letter may be published, and when and where it was."""
    publicity, reason = said.get("publicity", ("", ""))
    is_out = "published_url" in said or "published_on" in said
    if publicity:
        _put(over, "publicity", reply, publicity)
    elif is_out and not reply.publicity:
        _put(over, "publicity", reply, Publicity.FULL)
    if reason := said.get("publicity_reason") or reason:
        _put(over, "publicity_reason", reply, reason)
    if not reply.publicity:
        return
    if not Publicity(reply.publicity).is_proactive:
        if not reply.publicity_reason:
            example = _("依申请公开、不予公开的须写明理由，例如“不予公开（涉及商业秘密）”，或加一列“不公开理由”。")
            over.error("publicity", example)
        if is_out:
            over.error("publicity", _("不主动公开的答复不能有公开时间和网址，请核对。"))
        return
    if is_out and "published_on" not in said and reply.published_on is None:
        book, day = over.row.table.day, over.context.today
        if book is not None and reply.issued_on and reply.issued_on <= book <= day:
            day = book
        over.entry.put(reply, "published_on", day)
        over.assume("published", day)
    for key in ("published_on", "published_url"):
        if key in said:
            over.put(key, reply, key, said[key])


# The first signer's opinion --------------------------------------------------------------------
def _opinion(over: Overlay, answer: Answer, said: Values) -> None:
    if not any(key in said for key in ("result", "attitude", "feedback_on")):
        return
    if answer.feedback is None:
        if "result" not in said:
            over.error("result", _("有办理态度或反馈时间，而没有反馈意见。"))
            return
        answer.feedback = Feedback(source=FeedbackSource.IMPORTED)
    feedback = answer.feedback
    result, opinion = said.get("result", (feedback.result, ""))
    attitude = said["attitude"][0] if "attitude" in said else feedback.attitude
    if "feedback_on" not in said and feedback.on is None:
        feedback.on = _fed_back_on(over, answer)
    values = {
        "result": Satisfaction(result),
        "attitude": attitude,
        "opinion": opinion or feedback.opinion,
        "on": said.get("feedback_on") or feedback.on,
    }
    if feedback.pk and feedback.source != FeedbackSource.IMPORTED:
        if any(getattr(feedback, name) != value for name, value in values.items()):
            over.error(
                "result",
                _("反馈意见已在系统中登记（%(source)s），不能再由台账改动。")
                % {"source": feedback.get_source_display()},
            )
        return
    keys = {"opinion": "result", "on": "feedback_on"}
    for name, value in values.items():
        over.put(keys.get(name, name), feedback, name, value)


def _fed_back_on(over: Overlay, answer: Answer) -> date:
    """The day of an opinion where the row has none: that of closing, of the workbook, of asking or of delivery."""
    reply = answer.reply
    earliest = reply.asked_on or reply.delivered_on or reply.issued_on or over.context.today
    closed = [part.assignment.closed_on for part in over.facts.answering if answer in part.answers]
    days = [day for day in (*closed, over.row.table.day) if day and earliest <= day <= over.context.today]
    day = days[0] if days else earliest
    over.assume("fed_back", day)
    return day
