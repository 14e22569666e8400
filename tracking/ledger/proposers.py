"""Who put items forward, as workbooks name them: people known already, and new ones, each once."""

from collections.abc import Iterable
from functools import lru_cache

from tracking.models import Kind, Proposer, ProposerKind, Session
from tracking.models.portions import portions
from tracking.wording import Names, folded, is_collective, split_names


@lru_cache(maxsize=50_000)
def names_in(text: str) -> Names:
    """The names in a cell, and how many more it announces; read once a text."""
    return split_names(text)


class ProposerBook:
    """The proposers that a workbook's rows name, read in bulk; one object a person, however the name is spelt."""

    def __init__(self, session: Session, names: Iterable[str]):
        self._session = session
        self._by_pk: dict[int, Proposer] = {}
        self._by_name: dict[str, list[Proposer]] = {}
        self.new: list[Proposer] = []
        sought = {folded(name) for name in names}
        known = Proposer.objects.order_by("pk").values_list("pk", "name") if sought else ()
        for near in portions([pk for pk, name in known if folded(name) in sought]):
            for proposer in Proposer.objects.filter(pk__in=near).order_by("pk"):
                self._by_pk[proposer.pk] = proposer
                self._by_name.setdefault(folded(proposer.name), []).append(proposer)

    def same(self, proposer: Proposer) -> Proposer:
        """The one object for a stored proposer."""
        return self._by_pk.setdefault(proposer.pk, proposer)

    def named(self, kind: str, name: str, delegation: str = "") -> list[Proposer]:
        """The people of this name who put forward items of this kind."""
        who = self._kind(kind, name)
        alike = sorted(self._by_name.get(folded(name), []), key=lambda one: one.name != name)
        found = [one for one in alike if one.kind in (who, ProposerKind.COLLECTIVE)]
        return [one for one in found if one.delegation == delegation] if delegation else found

    def find(self, kind: str, name: str, delegation: str = "") -> Proposer:
        """The proposer of this name, known already or new: 代表 for 建议, 委员 for 提案, or a body."""
        if found := self.named(kind, name, delegation):
            return found[0]
        proposer = Proposer(
            kind=self._kind(kind, name), name=name, delegation=delegation, is_example=self._session.is_example
        )
        self._by_name.setdefault(folded(name), []).append(proposer)
        self.new.append(proposer)
        return proposer

    def _kind(self, kind: str, name: str) -> ProposerKind:
        if is_collective(name):
            return ProposerKind.COLLECTIVE
        return ProposerKind.DEPUTY if kind == Kind.SUGGESTION else ProposerKind.MEMBER
