"""What docs/loop.md says by itself: stages, steps, diagram and matrix, written from the declarations and the engine."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tracking.loop import STEPS, Step
from tracking.stages import FINISHED, OPEN, Phase, Stage

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "loop.md"
OPEN_HERE, SOMETIMES, CLOSED_HERE, NOT_HERE = "●", "◐", "○", ""
NUMBERS = {stage: chr(ord("①") + place) for place, stage in enumerate(Stage)}
"Stage → its number in the tables: ① to ⑲."


@dataclass
class Cell:
    """What the engine says of one step at one stage: the sorts of items that may take it, and what refuses others."""

    open: bool = False
    sentences: set[str] = field(default_factory=set)
    "Of guards and windows; not that the stage is another."

    @property
    def sign(self) -> str:
        """How the matrix shows it."""
        if not self.open and not self.sentences:
            return NOT_HERE
        return (SOMETIMES if self.sentences else OPEN_HERE) if self.open else CLOSED_HERE


Matrix = dict[tuple[str, Stage], Cell]


# The parts -------------------------------------------------------------------------------------
def stages() -> str:
    """The stages in their order, with their numbers."""
    rows = ["| | stage | 环节 | 六环节 |", "|---|---|---|---|"]
    for stage in Stage:
        phase = "a unit's part alone" if stage == Stage.REASSIGNED else Phase(stage.phase).label
        rows.append(f"| {NUMBERS[stage]} | `{stage.name}` | {stage.label} | {phase} |")
    return "\n".join(rows)


def steps() -> str:
    """Every step: whose it is, from where, to where, what for."""
    rows = ["| step | 步骤 | by | from | to | what it is for |", "|---|---|---|---|---|---|"]
    for step in STEPS.values():
        by = "、".join(str(role.label) for role in step.roles)
        rows.append(f"| `{step.code}` | {step.label} | {by} | {span(step.sources)} | {leads_to(step)} | {step.help} |")
    return "\n".join(rows)


def span(stages: Iterable[Stage]) -> str:
    """A set of stages by their numbers, neighbours as a range."""
    stages = set(stages)
    if not stages:
        return "—"
    if stages == set(Stage):
        return "any"
    if stages == OPEN:
        return "any open"
    runs: list[list[Stage]] = []
    for stage in Stage:
        if stage in stages:
            if runs and runs[-1][-1].rank == stage.rank - 1:
                runs[-1].append(stage)
            else:
                runs.append([stage])
    return " ".join(
        f"{NUMBERS[run[0]]}–{NUMBERS[run[-1]]}" if len(run) > 2 else " ".join(NUMBERS[one] for one in run)
        for run in runs
    )


def leads_to(step: Step) -> str:
    """Where a step leads."""
    targets = [NUMBERS[step.target] if step.target else "stays"]
    return " or ".join([*targets, *(NUMBERS[stage] for stage in Stage if stage in step.branches)])


def diagram() -> str:
    """The loop as a Mermaid state diagram: every move between stages; what may be taken from any open stage, once."""
    lines = ["```mermaid", "stateDiagram-v2", "    direction TB", "    state 在办 {"]
    lines += [f"        {stage.name}: {NUMBERS[stage]} {stage.label}" for stage in Stage if stage in OPEN]
    lines += [f"        [*] --> {step.target.name}: {step.label}" for step in STEPS.values() if step.subject == "new"]
    outside = []
    for step in STEPS.values():
        for target in [stage for stage in Stage if stage == step.target or stage in step.branches]:
            sources = [stage for stage in Stage if stage in step.sources and stage != target]
            if step.sources == OPEN:
                outside.append(f"    在办 --> {target.name}: {step.label}")
                continue
            for source in sources:
                arrow = f"{source.name} --> {target.name}: {step.label}"
                if target in OPEN:
                    lines.append(f"        {arrow}")
                else:
                    outside.append(f"    {arrow}")
    lines += ["    }"]
    lines += [f"    {stage.name}: {NUMBERS[stage]} {stage.label}" for stage in Stage if stage in FINISHED]
    return "\n".join([*lines, *outside, "```"])


def matrix(found: Matrix) -> str:
    """The matrix and, below it, each sentence that refuses a step at its stage."""
    rows = ["| step | " + " | ".join(NUMBERS.values()) + " |", "|---|" + ":-:|" * len(NUMBERS)]
    for code in (code for code, step in STEPS.items() if step.subject != "new"):
        signs = " | ".join(found[code, stage].sign for stage in Stage)
        rows.append(f"| {STEPS[code].label} `{code}` | {signs} |")
    rows += ["", "| refused | at | because |", "|---|---|---|"]
    for code, step in STEPS.items():
        where: dict[str, list[Stage]] = {}
        for stage in Stage:
            for sentence in sorted(found[code, stage].sentences) if (code, stage) in found else []:
                where.setdefault(sentence, []).append(stage)
        rows += [f"| {step.label} | {span(stages)} | {sentence} |" for sentence, stages in where.items()]
    return "\n".join(rows)


# The page --------------------------------------------------------------------------------------
def block(page: str, name: str) -> str:
    """What stands between the markers of this name."""
    return re.search(rf"<!-- {name} -->\n(.*?)\n<!-- /{name} -->", page, re.DOTALL)[1]


def write(**blocks: str) -> None:
    """Put these texts between their markers; everything else on the page is written by hand."""
    page = PAGE.read_text(encoding="utf-8")
    for name, text in blocks.items():
        page = page.replace(
            f"<!-- {name} -->\n{block(page, name)}\n<!-- /{name} -->", f"<!-- {name} -->\n{text}\n<!-- /{name} -->"
        )
    PAGE.write_text(page, encoding="utf-8")
