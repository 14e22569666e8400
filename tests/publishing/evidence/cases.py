"""What a check is scored on: texts with their verdict and mutants of them, in parts that are printed apart."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from publishing.evidence import LedgerFacts, Verdict
from tests.publishing.evidence import mutants
from tests.publishing.evidence.generator import asking, ledger
from tests.publishing.evidence.generator.draft import Draft
from tests.publishing.evidence.generator.texts import drafts
from tests.publishing.evidence.judged import ARROW, CORPUS, LEDGERS, Judged
from tests.publishing.evidence.mutants import Mutant

GROUPS = {"phenomena": "phenomena", "published": "published", "summaries": "published"}


@dataclass(frozen=True)
class Case:
    """One text to be judged, with the verdict of a reader, the findings wanted, and the mutants that must be noticed."""

    name: str
    text: str
    verdict: Verdict
    why: str = ""
    title: str = ""
    wants: tuple[str, ...] = ()
    mutants: tuple[Mutant, ...] = ()
    facts: LedgerFacts | None = None
    group: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether a reader has nothing to contradict in it."""
        return self.verdict is not Verdict.CLASH


@dataclass(frozen=True)
class Part:
    """Some cases whose numbers are printed together; of what is not `shown` only numbers are printed."""

    name: str
    cases: tuple[Case, ...]
    shown: bool


def of_corpus(*, seen: bool) -> Part:
    """The texts of one half, those with a wrong passage beside the right ones."""
    found = tuple(case for one in CORPUS if one.is_seen is seen for case in _cases(one))
    return Part("seen" if seen else "unseen", found, shown=seen)


def _cases(one: Judged) -> Iterator[Case]:
    changed = tuple(mutants.of(one.text, one.relations()))
    group, why = GROUPS.get(one.kind, "own cases"), one.why or one.case
    yield Case(str(one), one.text, one.verdict, why, one.title, one.wants, changed, group=group)
    for passage, text in one.spoilt().items():
        wrong = passage.split(ARROW)[1]
        yield Case(f"{one} ({passage})", text, Verdict.CLASH, why, one.title, (f": {wrong}",), group=group)


def generated(number: int, each: int) -> Part:
    """So many texts that are true by construction, each with some of its mutants."""

    found = [_of_draft(f"generated {at}", one, each) for at, one in enumerate(drafts(number))]
    for verdict, why, make in (
        (Verdict.TRUNC, "cut off", asking.truncated),
        (Verdict.DEF, "with those basically satisfied", asking.with_basic),
        (Verdict.DEF, "in item-times", asking.in_item_times),
    ):
        found += [Case(f"generated {why} {at}", text, verdict, why) for at, text in enumerate(make(number // 20))]
    return Part("generated", tuple(found), shown=True)


def _of_draft(name: str, draft: Draft, each: int, facts: LedgerFacts | None = None) -> Case:
    changed = list(draft.mutants())
    chosen = tuple(draft.rng.sample(changed, min(each, len(changed))))
    return Case(name, draft.text(), Verdict.OK, "true by construction", mutants=chosen, facts=facts)


def of_ledger(number: int, each: int) -> Part:
    """Texts on a generated session of 300 items, and the small ledgers of the corpus with theirs."""
    session = ledger.session()
    found = [
        _of_draft(f"ledger {at}", one, each, session.facts) for at, one in enumerate(ledger.drafts(session, number))
    ]
    found += [
        Case("another definition", text, Verdict.DEF, "as the session doesn't count", facts=session.facts)
        for text in ledger.other_definitions(session)
    ]
    for name, small in LEDGERS.items():
        if small.figures:
            found += [Case(f"ledger {name}", text, verdict, facts=small.facts()) for text, verdict in small.judged()]
    return Part("ledger", tuple(found), shown=True)


PARTS: dict[str, Callable[..., Part]] = {
    "seen": lambda quick: of_corpus(seen=True),
    "unseen": lambda quick: of_corpus(seen=False),
    "ledger": lambda quick: of_ledger(150, 4) if quick else of_ledger(400, 12),
    "generated": lambda quick: generated(300, 8) if quick else generated(2000, 8),
}
"The parts of the table, each made when it is asked for."
