"""Choosing what a paper is about by names (文书对象), as commands do: they act for the office and see the whole ledger."""

from typing import Any

from django.utils.translation import gettext as _

from tracking.models import HandlingRecord, Session, Signature, Unit
from tracking.papers.declaring import Paper
from tracking.papers.subjects import SESSION, UNIT, UnitsItems
from tracking.wording import folded


class AmbiguousSubject(ValueError):
    """The names fit no subject, or several; its text is a sentence in Chinese that says what to name."""


def choose(
    paper: Paper,
    *,
    session: Session | None = None,
    record: HandlingRecord | None = None,
    unit: str | None = None,
    signer: str | None = None,
    which: str | None = None,
    key: str | None = None,
) -> Any:
    """The one subject that these names mean; raises AmbiguousSubject."""
    if paper.about.is_found_by_key:
        return _of_key(paper, key)
    if session is None:
        raise AmbiguousSubject(_("%(paper)s要用 --session 指明届次。") % {"paper": paper.name})
    if paper.about is SESSION:
        return session
    if paper.about is UNIT:
        return UnitsItems(session, _unit_named(unit))
    if paper.about.of_session is not None:
        return _only(paper, list(paper.about.of_session(session, None)), which, session.name)
    if record is None or paper.about.of_item is None:
        raise AmbiguousSubject(_("%(paper)s要先选定承办件。") % {"paper": paper.name})
    found = list(paper.about.of_item(record, None))
    if unit:
        found = [one for one in found if unit in {str(part) for part in _units_of(one)}]
    if signer:
        found = [one for one in found if _signer_of(one) in {None, folded(signer)}]
    return _only(paper, found, which, record.number_label)


def _of_key(paper: Paper, key: str | None) -> Any:
    found = paper.about.find(None, key or "")
    if found is None:
        said = {"about": paper.about.label, "key": key or "", "paper": paper.name}
        raise AmbiguousSubject(_("没有%(about)s“%(key)s”；%(paper)s要用 --key 写它网址里的编号。") % said)
    return found


def _only(paper: Paper, found: list[Any], which: str | None, where: str) -> Any:
    """The one subject there is, or the one whose name has these words."""
    if which:
        found = [one for one in found if which in paper.about.named(one)]
    if not found:
        said = {"item": where, "about": paper.about.label, "paper": paper.name}
        raise AmbiguousSubject(_("%(item)s没有可制作%(paper)s的“%(about)s”。") % said)
    if len(found) > 1:
        names = "、".join(paper.about.named(one) for one in found)
        raise AmbiguousSubject(_("有几份：%(names)s。请用 --unit、--signer 或 --which 指明。") % {"names": names})
    return found[0]


def _signer_of(subject: Any) -> str | None:
    """Whom a subject is about, folded; None for what is about nobody."""
    signature = subject if isinstance(subject, Signature) else getattr(subject, "signature", None)
    return folded(signature.proposer.name) if signature is not None else None


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
