"""Choosing what a paper is about by names (文书对象), as commands do: they act for the office and see the whole ledger."""

from typing import Any

from django.utils.translation import gettext as _

from tracking.models import HandlingRecord, Session, Unit
from tracking.papers.declaring import Paper
from tracking.papers.subjects import DELIVERY, SESSION, UNIT, UnitsItems
from tracking.wording import folded


class AmbiguousSubject(ValueError):
    """The names fit no subject, or several; its text is a sentence in Chinese that says what to name."""


def choose(
    paper: Paper,
    *,
    session: Session,
    record: HandlingRecord | None = None,
    unit: str | None = None,
    signer: str | None = None,
) -> Any:
    """The one subject that these names mean; raises AmbiguousSubject."""
    if paper.about is SESSION:
        return session
    if paper.about is UNIT:
        return UnitsItems(session, _unit_named(unit))
    if record is None or paper.about.of_item is None:
        raise AmbiguousSubject(_("%(paper)s要先选定承办件。") % {"paper": paper.name})
    found = list(paper.about.of_item(record, None))
    if unit:
        found = [one for one in found if unit in {str(part) for part in _units_of(one)}]
    if signer and paper.about is DELIVERY:
        found = [one for one in found if folded(one.signature.proposer.name) == folded(signer)]
    if not found:
        said = {"item": record.number_label, "about": paper.about.label, "paper": paper.name}
        raise AmbiguousSubject(_("%(item)s没有可制作%(paper)s的“%(about)s”。") % said)
    if len(found) > 1:
        names = "、".join(paper.about.named(one) for one in found)
        raise AmbiguousSubject(_("有几份：%(names)s。请用 --unit 或 --signer 指明。") % {"names": names})
    return found[0]


def _unit_named(name: str | None) -> Unit:
    if not name:
        raise AmbiguousSubject(_("请用 --unit 指明承办单位。"))
    unit = Unit.objects.own().by_any_name().get(name)
    if unit is None:
        raise AmbiguousSubject(_("没有承办单位“%(name)s”。") % {"name": name})
    return unit


def _units_of(subject: Any) -> list[Unit]:
    part = getattr(subject, "assignment", None) or getattr(getattr(subject, "reply", None), "assignment", subject)
    return [part.unit] if hasattr(part, "unit") else []
