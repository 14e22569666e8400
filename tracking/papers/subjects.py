"""What papers are about: an item, a unit's part and what happened on it, a unit's items, all items of a session, a circular.

Each says how an account finds it by the key in an address; what the account may not see is not found.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracking import permissions
from tracking.loop.letter_texts import LetterTexts, TextPair
from tracking.models import (
    Assignment,
    Circular,
    Contact,
    Delivery,
    Extension,
    Group,
    HandlingRecord,
    Objection,
    Reply,
    ReplyKind,
    Session,
    Signature,
    Unit,
)
from tracking.models.reading import read_once
from tracking.papers.handed_over import HandedOver


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """A kind of thing that papers are about."""

    code: str
    label: Any
    find: Callable[[Any, str], Any]
    "The account's view of the subject with this key; None where there is none or it may not be seen."
    of_item: Callable[[HandlingRecord, Any], Iterable[Any]] | None = None
    "The subjects of an item that an account sees; None for what is about more than one item."
    of_session: Callable[[Session, Any], Iterable[Any]] | None = None
    "The subjects of a session that an account sees, beside the session itself and its units."
    is_found_by_key: bool = False
    "Whether it belongs to no session, so that a command names it by its key; `find` then takes no account for the office itself."
    key: Callable[[Any], str] = lambda subject: str(subject.pk)
    named: Callable[[Any], str] = str
    "How a list of papers tells one subject from the next; empty where there is only one."
    item: Callable[[Any], HandlingRecord | None] = lambda subject: None
    "The item that it belongs to."
    opens: Callable[[Any], str] | None = None
    "The address below the admin that the QR code of a paper about it opens; that of its item where nothing else is said."


def number_in(key: str) -> int:
    """A key as a number; 0, which no row has, where it is none."""
    return int(key) if key.isascii() and key.isdigit() and len(key) < 10 else 0


def visible_parts(record: HandlingRecord, account: Any):
    """The parts of an item that papers may be about for this account; all of them for the office itself (None)."""
    parts = record.assignments.all() if account is None else permissions.visible_assignments(record, account)
    return parts.select_related("record__session", "unit")


@read_once
def _parts_seen(record: HandlingRecord, account: Any) -> list[Assignment]:
    """The same parts as a list, which a page that offers every paper of an item reads once."""
    return list(visible_parts(record, account))


def _record(account: Any, key: str) -> HandlingRecord | None:
    found = permissions.visible_records(account).select_related("session", "lead_unit")
    return found.filter(pk=number_in(key)).first()


def _part(account: Any, key: str) -> Assignment | None:
    part = Assignment.objects.select_related("record__session", "unit").filter(pk=number_in(key)).first()
    if part is None or _record(account, str(part.record_id)) is None:
        return None
    return visible_parts(part.record, account).filter(pk=part.pk).first()


def _reply(account: Any, key: str) -> Reply | None:
    reply = Reply.objects.select_related("assignment").filter(pk=number_in(key)).first()
    if reply is None or (part := _part(account, str(reply.assignment_id))) is None:
        return None
    reply.assignment = part
    return reply


def _replies(record: HandlingRecord, account: Any, kind: ReplyKind | None = None) -> list[Reply]:
    """The latest round of each part that answers."""
    parts = [one for one in _parts_seen(record, account) if one.is_answering]
    prefetch_related_objects(parts, "replies")
    replies = [reply for part in parts if (reply := part.reply) is not None]
    for reply in replies:
        reply.assignment = next(part for part in parts if part.pk == reply.assignment_id)
    return [one for one in replies if kind is None or one.kind == kind]


def _texts(account: Any, key: str) -> TextPair | None:
    """Two texts by the part and the keys of both; by a round alone, that round beside what it was before."""
    if "." not in key:
        reply = _reply(account, key)
        return LetterTexts(reply.assignment, account).telling_pair(reply) if reply is not None else None
    part_key, _dot, keys = key.partition(".")
    part = _part(account, part_key)
    old, _dot, new = keys.partition(".")
    return LetterTexts(part, account).pair(old, new) if part is not None else None


def _telling_texts(record: HandlingRecord, account: Any) -> list[TextPair]:
    """The latest round of each letter beside what it was before, where there is an earlier text."""
    replies = _replies(record, account)
    pairs = [LetterTexts(one.assignment, account).telling_pair(one) for one in replies]
    return [one for one in pairs if one is not None]


def _delivery(account: Any, key: str) -> Delivery | None:
    found = Delivery.objects.select_related("reply", "signature__proposer").filter(pk=number_in(key)).first()
    if found is None or (reply := _reply(account, str(found.reply_id))) is None:
        return None
    found.reply = reply
    return found


def _deliveries(record: HandlingRecord, account: Any) -> list[Delivery]:
    found = []
    for reply in _replies(record, account, ReplyKind.ANSWER):
        for one in reply.deliveries.select_related("signature__proposer"):
            one.reply = reply
            found.append(one)
    return found


def _of_a_part(model: Any, label: Any, code: str, named: Callable[[Any], str]) -> About:
    """What is about a row of a unit's part (沟通、申请): seen by whoever sees the part."""

    def find(account: Any, key: str) -> Any:
        found = model.objects.filter(pk=number_in(key)).first()
        if found is None or (part := _part(account, str(found.assignment_id))) is None:
            return None
        found.assignment = part
        return found

    def of_item(record: HandlingRecord, account: Any) -> list[Any]:
        parts = {part.pk: part for part in _parts_seen(record, account)}
        found = list(model.objects.filter(assignment__in=parts).order_by("pk"))
        for one in found:
            one.assignment = parts[one.assignment_id]
        return found

    return About(
        code=code, label=label, find=find, of_item=of_item, named=named, item=lambda found: found.assignment.record
    )


def _co_signers(record: HandlingRecord, account: Any) -> list[Signature]:
    return [one for one in record.signatures.select_related("proposer", "record__session") if not one.is_first]


def _co_signer(account: Any, key: str) -> Signature | None:
    found = Signature.objects.select_related("proposer", "record__session").filter(pk=number_in(key)).first()
    if found is None or found.is_first or _record(account, str(found.record_id)) is None:
        return None
    return found


def _group(account: Any, key: str) -> Group | None:
    found = Group.objects.select_related("session").filter(pk=number_in(key)).first()
    return found if found is not None and permissions.sees_whole_ledger(account) else None


def _circulars(session: Session, account: Any) -> list[Circular]:
    if account is not None and not permissions.may_supervise(account):
        return []
    return list(session.circulars.select_related("session"))


def _circular(account: Any, key: str) -> Circular | None:
    found = Circular.objects.select_related("session").filter(pk=number_in(key)).first()
    return found if found is not None and permissions.may_supervise(account) else None


@dataclass(frozen=True, slots=True)
class UnitsItems:
    """The items of a session that one unit handles."""

    session: Session
    unit: Unit
    whole: HandedOver = field(default=None, compare=False, repr=False)  # type: ignore[assignment]
    "What the session handed over; several units of one batch share it, so that it is read once."

    def __post_init__(self) -> None:
        """Read for this unit alone where nobody shares."""
        if self.whole is None:
            object.__setattr__(self, "whole", HandedOver(self.session))

    def __str__(self) -> str:
        return f"{self.unit} · {self.session.name}"


def _session_of(code: str) -> Session | None:
    """The session with this code; a database can't be asked for signs that show nothing (NUL)."""
    return Session.objects.filter(code=code).first() if code.isprintable() else None


def _units_items(account: Any, key: str) -> UnitsItems | None:
    code, _dot, unit_key = key.rpartition(".")
    session = _session_of(code)
    unit = Unit.objects.own().filter(pk=number_in(unit_key)).first()
    if session is None or unit is None:
        return None
    if not permissions.sees_whole_ledger(account) and unit.pk not in permissions.units_of(account):
        return None
    return UnitsItems(session, unit)


def units_of_session(session: Session, account: Any) -> list[UnitsItems]:
    """The units that have items of a session, as far as the account sees them; what they say is read once for all."""
    parts = Assignment.objects.standing().filter(record__session=session)
    units = Unit.objects.own().filter(pk__in=parts.values("unit"))
    if not permissions.sees_whole_ledger(account):
        units = units.filter(pk__in=permissions.units_of(account))
    whole = HandedOver.of(session)
    return [UnitsItems(session, unit, whole) for unit in units]


def _session(account: Any, key: str) -> Session | None:
    return _session_of(key) if permissions.sees_whole_ledger(account) else None


ITEM = About(
    code="item", label=gettext_lazy("承办件"), find=_record, of_item=lambda record, account: [record],
    named=lambda record: "", item=lambda record: record,
)  # fmt: skip
PART = About(
    code="part", label=gettext_lazy("承办单位的一件"), find=_part,
    of_item=lambda record, account: visible_parts(record, account).standing(), named=lambda part: str(part.unit),
    item=lambda part: part.record,
)  # fmt: skip
LETTER = About(
    code="letter", label=gettext_lazy("一轮答复"), find=_reply, of_item=_replies,
    named=lambda reply: _("%(unit)s 第%(round)s轮") % {"unit": reply.assignment.unit, "round": reply.round},
    item=lambda reply: reply.assignment.record,
)  # fmt: skip
TEXTS = About(
    code="texts", label=gettext_lazy("一份答复的两稿"), find=_texts, of_item=_telling_texts, key=lambda pair: pair.key,
    named=lambda pair: _("%(unit)s %(old)s与%(new)s") % {"unit": pair.part.unit, "old": pair.old.label, "new": pair.new.label},
    item=lambda pair: pair.part.record,
)  # fmt: skip
DELIVERY = About(
    code="delivery", label=gettext_lazy("送达一位提出人"), find=_delivery, of_item=_deliveries,
    named=lambda delivery: str(delivery.signature.proposer.styled),
    item=lambda delivery: delivery.reply.assignment.record,
)  # fmt: skip
UNIT = About(
    code="unit", label=gettext_lazy("承办单位的各件"), find=_units_items,
    key=lambda found: f"{found.session.code}.{found.unit.pk}", named=lambda found: str(found.unit),
    opens=lambda found: f"{reverse('papers_of_session', args=[found.session.code])}?unit={found.unit.pk}",
)  # fmt: skip
SESSION = About(
    code="session", label=gettext_lazy("一届"), find=_session, key=lambda session: session.code,
    named=lambda session: session.name,
)  # fmt: skip
CONTACT = _of_a_part(
    Contact, gettext_lazy("一次沟通"), "contact", lambda contact: f"{contact.assignment.unit} {contact}"
)
OBJECTION = _of_a_part(
    Objection, gettext_lazy("一次退回申请"), "objection", lambda found: f"{found.assignment.unit} {found.on:%Y-%m-%d}"
)
EXTENSION = _of_a_part(
    Extension, gettext_lazy("一次延期申请"), "extension", lambda found: f"{found.assignment.unit} {found.on:%Y-%m-%d}"
)
COSIGNER = About(
    code="co-signer", label=gettext_lazy("一位联名人"), find=_co_signer, of_item=_co_signers,
    named=lambda signature: str(signature.proposer.styled), item=lambda signature: signature.record,
)  # fmt: skip
GROUP = About(
    code="group", label=gettext_lazy("并案的各件"), find=_group,
    of_item=lambda record, account: [record.group] if record.group_id else [],
)  # fmt: skip
CIRCULAR = About(
    code="circular", label=gettext_lazy("一份通报"), find=_circular, of_session=_circulars,
    named=lambda circular: f"{circular.title} {circular.on:%Y-%m-%d}",
)  # fmt: skip
