"""A list that was moved in with and waits for the clerks (留待导入): kept once for each session that its items go to."""

from collections.abc import Iterable
from dataclasses import dataclass

from tracking.admin.imports import uploads
from tracking.models import Kind, Session


@dataclass(frozen=True, slots=True)
class Target:
    """Where items of a list go: the session, and the kind where the other one goes elsewhere."""

    session: Session
    kind: Kind | None


@dataclass(frozen=True, slots=True)
class LeftList:
    """A list that waits, with its session."""

    upload: uploads.Upload
    session: Session

    @property
    def label(self) -> str:
        """Which of its items go there; empty for all."""
        return Kind(self.upload.kind).full_label if self.upload.kind else ""


def leave_for_clerks(name: str, content: bytes, targets: Iterable[Target], *, account: int, **settled) -> None:
    """Keep the list once for each target; one that waits there already is replaced."""
    for target in targets:
        kind = target.kind.value if target.kind else ""
        for old in uploads.waiting_for_clerks():
            if (old.session, old.kind) == (target.session.pk, kind) and old.content == content:
                old.forget()
        uploads.keep(name, content, session=target.session.pk, account=account, kind=kind, **settled)


def left_lists() -> list[LeftList]:
    """The lists that wait to be imported, the newest first."""
    waiting = uploads.waiting_for_clerks()
    sessions = Session.objects.in_bulk({one.session for one in waiting if one.session})
    return [LeftList(one, sessions[one.session]) for one in waiting if one.session in sessions]
