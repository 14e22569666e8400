"""How good a check of figures is: `python -m tests.publishing.evidence.score [--quick] [--only PART] [--write]`."""

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

DOCUMENT = Path(__file__).parents[3] / "docs/evidence.md"
BEGIN, END = "<!-- score -->", "<!-- end of score -->"
ASKS = ("CLASH", "DEF", "NOTE")


@dataclass
class Tally:
    """What was counted in one part."""

    sound: Counter = field(default_factory=Counter)
    accused: Counter = field(default_factory=Counter)
    wrong: Counter = field(default_factory=Counter)
    caught: Counter = field(default_factory=Counter)
    wanted: Counter = field(default_factory=Counter)
    judged: Counter = field(default_factory=Counter)
    right: Counter = field(default_factory=Counter)
    alike: Counter = field(default_factory=Counter)
    places: int = 0
    placed: int = 0
    noted: int = 0
    figures: int = 0
    compared: int = 0
    mutants: Counter = field(default_factory=Counter)
    clashing: Counter = field(default_factory=Counter)
    noticed: Counter = field(default_factory=Counter)
    seconds: float = 0.0
    checks: int = 0
    failures: list[str] = field(default_factory=list)

    def check(self, engine: Callable, case, text: str):
        """One report, with the time that it took."""
        begun = time.perf_counter()
        report = engine(text, title=case.title, facts=case.facts)
        self.seconds += time.perf_counter() - begun
        self.checks += 1
        return report

    def judge(self, engine: Callable, case, *, mutants: Sequence, shown: bool) -> None:
        """Count how one case and its mutants are judged."""
        report = self.check(engine, case, case.text)
        verdict, wanted = report.verdict.name, case.verdict.name
        self.wanted[wanted] += 1
        self.judged[verdict] += 1
        self.right[verdict] += verdict == wanted
        told, judged = (self.sound, self.accused) if case.is_sound else (self.wrong, self.caught)
        told[case.group] += 1
        self.alike[case.group] += verdict == wanted or {verdict, wanted} == {"OK", "NONE"}
        judged[case.group] += verdict == "CLASH"
        self.noted += any(one.verdict.name == "NOTE" for one in report.findings)
        self._cover(report)
        if verdict == wanted:
            for want in case.wants:
                self.places += 1
                self.placed += _is_placed(report, case.text, want.partition(": ")[2], wanted)
        elif shown and not (verdict in {"OK", "NONE"} and wanted in {"OK", "NONE"}):
            self.failures.append(_failure(case.name, case.text, wanted, case.why, report))
        known = {_key(one) for one in report.findings}
        for mutant in mutants:
            new = [one for one in self.check(engine, case, mutant.text).findings if _key(one) not in known]
            names = {one.verdict.name for one in new}
            self.mutants[mutant.relation] += 1
            self.clashing[mutant.relation] += "CLASH" in names
            self.noticed[mutant.relation] += bool(names.intersection(ASKS))
            if shown and "CLASH" not in names:
                self.failures.append(
                    f"{case.name}: {mutant.relation} {mutant.how} of {mutant.line}: "
                    f"{'asked' if names.intersection(ASKS) else 'not noticed'}\n    {mutant.text}"
                )

    def _cover(self, report) -> None:
        coverage = getattr(report, "coverage", ())
        self.figures += len(coverage)
        self.compared += sum(one.how == "compared" for one in coverage)


def _key(finding) -> tuple:
    return finding.verdict.name, finding.rule, finding.message


def _is_placed(report, text: str, quote: str, verdict: str) -> bool:
    start = text.find(quote)
    end = start + len(quote)
    return any(one.verdict.name == verdict and one.start < end and start < one.end for one in report.findings)


def _failure(name: str, text: str, wanted: str, why: str, report) -> str:
    said = "".join(
        f"\n    {one.verdict.name} {one.rule}: “{one.quote}” {one.message}"
        for one in report.findings
        if one.verdict.name in {"CLASH", "DEF", "TRUNC"}
    )
    return f"{name}: {report.verdict.name} instead of {wanted} ({why})\n    {text}{said}"


# The table ----------------------------------------------------------------------------------------
def rows(tallies: Sequence[Tally]) -> list[tuple[str, list[str]]]:
    """The lines of the table, each with what it says of every part."""

    def line(name: str, say: Callable[[Tally], str]) -> tuple[str, list[str]]:
        return name, [say(tally) for tally in tallies]

    groups = list(dict.fromkeys(group for tally in tallies for group in tally.sound if group))
    relations = list(dict.fromkeys(name for tally in tallies for name in tally.mutants))
    return [
        line("sound texts accused", lambda one: share(one.accused.total(), one.sound.total())),
        *(
            line(f"— of the {group}", lambda one, group=group: share(one.accused[group], one.sound[group]))
            for group in groups
        ),
        line("CLASH: precision", lambda one: share(one.caught.total(), one.caught.total() + one.accused.total())),
        line("CLASH: recall", lambda one: share(one.caught.total(), one.wrong.total())),
        *(
            line(f"— of the {group}", lambda one, group=group: share(one.caught[group], one.wrong[group]))
            for group in groups
        ),
        *(
            line(f"{verdict}: found, said of others", lambda one, verdict=verdict: _of_verdict(one, verdict))
            for verdict in ("TRUNC", "DEF")
        ),
        line("finding at the place wanted", lambda one: share(one.placed, one.places)),
        line("texts with a NOTE", lambda one: share(one.noted, one.sound.total() + one.wrong.total())),
        line("coverage", lambda one: share(one.compared, one.figures)),
        *(
            line(f"mutants: {name}; with NOTE", lambda one, name=name: _of_mutants(one, name))
            for name in sorted(relations)
        ),
        line("time of a text", lambda one: f"{one.seconds / one.checks * 1000:.1f} ms" if one.checks else "—"),
    ]


def unmet(names: Sequence[str], tallies: Sequence[Tally]) -> Iterator[str]:
    """What a check must reach and this one does not, of the parts that were scored."""
    told = dict(zip(names, tallies, strict=True))

    def reached(what: str, part: int, whole: int, least: float) -> Iterator[str]:
        if whole and part / whole < least:
            yield f"{what}: {share(part, whole)}, must be {least:.1%}"

    given = [told[name] for name in ("seen", "unseen") if name in told]
    for role, clashing, noticed in (
        ("part", 0.85, 0.9),
        ("total", 0.88, 0.92),
        ("share", 0, 0.94),
        ("repeat", 0.75, 0.85),
    ):
        whole = sum(one.mutants[role] for one in given)
        yield from reached(f"given texts, {role} by CLASH", sum(one.clashing[role] for one in given), whole, clashing)
        yield from reached(f"given texts, {role} with NOTE", sum(one.noticed[role] for one in given), whole, noticed)
    phenomena = sum(one.sound["phenomena"] + one.wrong["phenomena"] for one in given)
    yield from reached("phenomena as told", sum(one.alike["phenomena"] for one in given), phenomena, 1)
    for name, one in told.items():
        calm = 0.975 if name == "unseen" else 1
        sound = one.sound.total()
        yield from reached(f"{name}, sound texts not accused", sound - one.accused.total(), sound, calm)
        yield from reached(f"{name}, contradictions found", one.caught.total(), one.wrong.total(), 0.875)
        if name == "generated":
            asked = sum(one.judged[verdict] - one.right[verdict] for verdict in ("TRUNC", "DEF"))
            yield from reached("generated, true texts not asked about", sound - asked, sound, 1)
        for role, whole in one.mutants.items() if name in {"generated", "ledger"} else ():
            found = one.clashing if name == "ledger" else one.noticed
            yield from reached(f"{name}, {role}", found[role], whole, 0.98 if role == "rate" else 0.99)


def share(part: int, whole: int) -> str:
    """A share with what it is a share of."""
    return f"{part / whole:.1%} ({part}/{whole})" if whole else "—"


def _of_verdict(one: Tally, verdict: str) -> str:
    if not one.wanted[verdict] and not one.judged[verdict]:
        return "—"
    return f"{one.right[verdict]}/{one.wanted[verdict]}, {one.judged[verdict] - one.right[verdict]}"


def _of_mutants(one: Tally, name: str) -> str:
    whole = one.mutants[name]
    return f"{one.clashing[name] / whole:.1%}; {one.noticed[name] / whole:.1%} ({whole})" if whole else "—"


def table(names: Iterable[str], tallies: Sequence[Tally]) -> str:
    """The table in Markdown."""
    head = f"| | {' | '.join(names)} |\n|---|{'---|' * len(tallies)}"
    return "\n".join([head, *(f"| {name} | {' | '.join(said)} |" for name, said in rows(tallies))])


def written(document: str, content: str) -> str:
    """The document with its table exchanged."""
    before, _begin, rest = document.partition(BEGIN)
    return f"{before}{BEGIN}\n{content}\n{END}{rest.partition(END)[2]}"


# The command --------------------------------------------------------------------------------------
def main(arguments: Sequence[str] | None = None) -> int:
    """Score a check and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.publishing.evidence.score", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="300 generated texts and one mutant in four")
    parser.add_argument("--only", action="append", help="one part alone: seen, unseen, generated")
    parser.add_argument(
        "--failures", type=int, default=0, metavar="N", help="print so many failing texts of what may be seen"
    )
    parser.add_argument("--texts", action="store_true", help="print the texts of the corpus that may be seen")
    parser.add_argument("--write", action="store_true", help="put the table into docs/evidence.md")
    told = parser.parse_args(arguments)
    say = sys.stdout.write

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from publishing.evidence import check
    from tests.publishing.evidence import cases

    parts = [make(quick=told.quick) for name, make in cases.PARTS.items() if not told.only or name in told.only]
    if told.texts:
        for part in parts:
            for case in part.cases if part.shown else ():
                say(f"{case.verdict.name} {case.name}: {case.why}\n    {case.text}\n")
        return 0
    begun, tallies = time.perf_counter(), []
    for part in parts:
        tally = Tally()
        for number, case in enumerate(part.cases):
            chosen = [one for at, one in enumerate(case.mutants) if not told.quick or (at + number) % 4 == 0]
            tally.judge(check, case, mutants=chosen, shown=part.shown)
        tallies.append(tally)
        if tally.failures and told.failures:
            say(f"\n{part.name}: {len(tally.failures)} failures\n")
            say("".join(f"- {one}\n" for one in tally.failures[: told.failures]))
    result = table([part.name for part in parts], tallies)
    say(f"\n{'quick, ' if told.quick else ''}{time.perf_counter() - begun:.0f} s\n\n{result}\n")
    say("".join(f"- not reached: {one}\n" for one in unmet([part.name for part in parts], tallies)))
    if told.write:
        document = DOCUMENT.read_text(encoding="utf-8")
        DOCUMENT.write_text(written(document, result), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
